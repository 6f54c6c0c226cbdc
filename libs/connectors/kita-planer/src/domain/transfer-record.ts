import type { AgreementLine, CareRecord, Contact, Household } from './care-record';
import type { FieldName, TransferRecord } from './fields';
import type { TransferRules } from './transfer-rules';

/** One eligible line with everything its record is made of. */
export interface RecordSource {
  readonly care: CareRecord;
  readonly line: AgreementLine;
  readonly childId: string;
  readonly kitaId: string;
}

/** The record of one line: the active fields and no others, texts composed (NFC) and trimmed. */
export function transferRecord(source: RecordSource, rules: TransferRules): TransferRecord {
  const record: Partial<Record<FieldName, string>> = {};
  for (const field of rules.fields) record[field] = clean(valueOf[field](source, rules));
  return record;
}

/** Text as it is compared and sent; '' for nothing. */
export const clean = (text: string | null | undefined): string => text?.normalize('NFC').trim() ?? '';

type ValueOf = (source: RecordSource, rules: TransferRules) => string | undefined;

const ofContact =
  (who: Household, valueOf: (contact: Contact) => string | undefined): ValueOf =>
  ({ care }) => {
    const contact = care[who];
    return contact ? valueOf(contact) : undefined;
  };

const ofAddress = (
  who: Household,
  part: 'street' | 'houseNumber' | 'postalCode' | 'city' | 'country',
): ValueOf => ofContact(who, ({ address }) => address?.[part]);

const yesOrNo = (value: boolean | null | undefined): string | undefined =>
  value === undefined || value === null ? undefined : value ? 'yes' : 'no';

const valueOf: Readonly<Record<FieldName, ValueOf>> = {
  kitaId: ({ kitaId }) => kitaId,
  childId: ({ childId }) => childId,
  childGivenName: ({ care }) => care.child.givenName,
  childFamilyName: ({ care }) => care.child.familyName,
  childBirthDate: ({ care }) => care.child.birthDate,
  childGender: ({ care }, { genders }) => (care.child.gender ? genders[care.child.gender] : undefined),
  childNationality: ({ care }) => care.child.nationality,
  childFamilyLanguage: ({ care }) => care.child.familyLanguage,
  childDenomination: ({ care }) => care.child.denomination,

  contact1Salutation: ofContact('mainContact1', ({ salutation }) => salutation),
  contact1Title: ofContact('mainContact1', ({ title }) => title),
  contact1GivenName: ofContact('mainContact1', ({ givenName }) => givenName),
  contact1FamilyName: ofContact('mainContact1', ({ familyName }) => familyName),
  contact1Street: ofAddress('mainContact1', 'street'),
  contact1HouseNumber: ofAddress('mainContact1', 'houseNumber'),
  contact1PostalCode: ofAddress('mainContact1', 'postalCode'),
  contact1City: ofAddress('mainContact1', 'city'),
  contact1BirthDate: ofContact('mainContact1', ({ birthDate }) => birthDate),
  contact1Phone1: ofContact('mainContact1', ({ phone1 }) => phone1),
  contact1Phone2: ofContact('mainContact1', ({ phone2 }) => phone2),
  contact1Email: ofContact('mainContact1', ({ email }) => email),
  contact1MaritalStatus: ofContact('mainContact1', ({ maritalStatus }) => maritalStatus),
  contact1SoleCustody: ofContact('mainContact1', ({ soleCustody }) => yesOrNo(soleCustody)),

  contact2Salutation: ofContact('mainContact2', ({ salutation }) => salutation),
  contact2Title: ofContact('mainContact2', ({ title }) => title),
  contact2GivenName: ofContact('mainContact2', ({ givenName }) => givenName),
  contact2FamilyName: ofContact('mainContact2', ({ familyName }) => familyName),
  contact2Street: ofAddress('mainContact2', 'street'),
  contact2HouseNumber: ofAddress('mainContact2', 'houseNumber'),
  contact2PostalCode: ofAddress('mainContact2', 'postalCode'),
  contact2City: ofAddress('mainContact2', 'city'),
  contact2BirthDate: ofContact('mainContact2', ({ birthDate }) => birthDate),
  contact2Phone1: ofContact('mainContact2', ({ phone1 }) => phone1),
  contact2Phone2: ofContact('mainContact2', ({ phone2 }) => phone2),
  contact2Email: ofContact('mainContact2', ({ email }) => email),

  livesWith: ({ care }) => care.livesWith ?? 'mainContact1',
  careContactGivenName: ofContact('careContact', ({ givenName }) => givenName),
  careContactFamilyName: ofContact('careContact', ({ familyName }) => familyName),
  careContactStreet: ofAddress('careContact', 'street'),
  careContactHouseNumber: ofAddress('careContact', 'houseNumber'),
  careContactPostalCode: ofAddress('careContact', 'postalCode'),
  careContactCity: ofAddress('careContact', 'city'),
  careContactCountry: ofAddress('careContact', 'country'),

  contractFrom: ({ line }) => line.from,
  changeFrom: ({ line }) => line.changeFrom,
  terminatedOn: ({ line }) => line.terminatedOn,
  dailyHours: ({ line }, { services }) => services.get(line.service)?.dailyHours ?? line.dailyHours,
  ageGroup: ({ line }, { services }) => services.get(line.service)?.ageGroup,
  groupId: ({ line }, { groupIds }) => (line.group ? groupIds.get(line.group) : undefined),
  group: ({ line }) => line.groupName,
  groupFrom: ({ line }) => line.groupFrom,
  lunch: ({ line }) => yesOrNo(line.lunch),
};
