/** What the Kita-Planer may be told, in our words and in the order of the interface. */
export type FieldName = keyof typeof fields;

export interface Field {
  readonly kind: 'text' | 'date' | 'choice';
  /**
   * `mandatory`: sent, and never empty. `sent`: sent unless switched off. `off`: sent only where a
   * Träger asks for it, so that no more is known about a family than is needed.
   */
  readonly use: 'mandatory' | 'sent' | 'off';
  /** In characters. */
  readonly max: number;
}

const text = (use: Field['use'], max = 255): Field => ({ kind: 'text', use, max });
const date = (use: Field['use']): Field => ({ kind: 'date', use, max: 10 });
const choice = (use: Field['use']): Field => ({ kind: 'choice', use, max: 255 });

/** Chapter 5.3 of the interface: the field catalogue. */
export const fields = {
  kitaId: text('mandatory', 25),
  childId: text('mandatory', 25),
  childGivenName: text('mandatory', 128),
  childFamilyName: text('mandatory', 128),
  childBirthDate: date('mandatory'),
  childGender: text('sent'),
  childNationality: text('off'),
  childFamilyLanguage: text('off'),
  childDenomination: text('off'),

  contact1Salutation: text('sent'),
  contact1Title: text('sent'),
  contact1GivenName: text('mandatory'),
  contact1FamilyName: text('mandatory'),
  contact1Street: text('mandatory'),
  contact1HouseNumber: text('mandatory', 10),
  contact1PostalCode: text('mandatory'),
  contact1City: text('mandatory'),
  contact1BirthDate: date('off'),
  contact1Phone1: text('off'),
  contact1Phone2: text('off'),
  contact1Email: text('off'),
  contact1MaritalStatus: text('off'),
  contact1SoleCustody: choice('off'),

  contact2Salutation: text('sent'),
  contact2Title: text('sent'),
  contact2GivenName: text('sent'),
  contact2FamilyName: text('sent'),
  contact2Street: text('sent'),
  contact2HouseNumber: text('sent', 10),
  contact2PostalCode: text('sent'),
  contact2City: text('sent'),
  contact2BirthDate: date('off'),
  contact2Phone1: text('off'),
  contact2Phone2: text('off'),
  contact2Email: text('off'),

  livesWith: choice('sent'),
  careContactGivenName: text('sent'),
  careContactFamilyName: text('sent'),
  careContactStreet: text('sent'),
  careContactHouseNumber: text('sent', 10),
  careContactPostalCode: text('sent'),
  careContactCity: text('sent'),
  careContactCountry: text('sent'),

  contractFrom: date('mandatory'),
  changeFrom: date('sent'),
  terminatedOn: date('sent'),
  dailyHours: text('sent'),
  ageGroup: text('sent'),
  groupId: text('sent'),
  group: text('sent'),
  groupFrom: date('sent'),
  lunch: choice('sent'),
} as const satisfies Record<string, Field>;

export const fieldNames = Object.keys(fields) as FieldName[];

export const mandatoryFields = fieldNames.filter((name) => fields[name].use === 'mandatory');

export const defaultFields = fieldNames.filter((name) => fields[name].use !== 'off');

/**
 * One record for the Kita-Planer: exactly the fields the settings switch on, in catalogue order; an
 * empty one is ''. Text is NFC, dates are ISO 8601, choices are our own words.
 */
export type TransferRecord = Readonly<Partial<Record<FieldName, string>>>;
