import { ageOn, isDay } from './calendar';
import type { CareRecord, Household } from './care-record';
import { fields, mandatoryFields, type FieldName, type TransferRecord } from './fields';
import type { Problem } from './filled-record';

interface Circumstances {
  /** ISO 8601 day. */
  readonly today: string;
  /** Those whose address is outside Germany, where postal codes look different. */
  readonly abroad: ReadonlySet<Household>;
}

/** The oldest a child can be, in completed years. */
const oldest = 15;

/** Everything one record alone can tell to be wrong: KP-P02 to KP-P06, in catalogue order. */
export function checkRecord(record: TransferRecord, circumstances: Circumstances): Problem[] {
  const empty = mandatoryFields
    .filter((field) => !record[field])
    .map((field): Problem => ({ code: 'KP-P02', field }));

  return [
    ...empty,
    ...dateProblems(record, circumstances.today),
    ...lengthProblems(record),
    ...terminationProblems(record),
    ...addressProblems(record, circumstances.abroad),
  ];
}

/** Which members of the family live outside Germany. */
export function householdsAbroad(care: CareRecord): ReadonlySet<Household> {
  const households: Household[] = ['mainContact1', 'mainContact2', 'careContact'];
  return new Set(
    households.filter((who) => {
      const country = care[who]?.address?.country?.trim().toLowerCase();
      return country && !germany.has(country);
    }),
  );
}

const germany = new Set(['d', 'de', 'deu', 'deutschland', 'germany']);

const dateFields = fieldNamesOf('date');
const limitedFields = fieldNamesOf('text');

function fieldNamesOf(kind: 'text' | 'date'): FieldName[] {
  return (Object.keys(fields) as FieldName[]).filter((name) => fields[name].kind === kind);
}

/** KP-P03: no day of the calendar, or a birth that cannot be a child's. */
function dateProblems(record: TransferRecord, today: string): Problem[] {
  const wrong = dateFields.filter((field) => {
    const day = record[field];
    return day && !(isDay(day) && (field !== 'childBirthDate' || isChildsBirth(day, today)));
  });
  return wrong.map((field) => ({ code: 'KP-P03', field }));
}

const isChildsBirth = (day: string, today: string): boolean => day <= today && ageOn(today, day) <= oldest;

/** KP-P04, in characters as people count them: an emoji or an umlaut is one. */
function lengthProblems(record: TransferRecord): Problem[] {
  const wrong = limitedFields.filter((field) => {
    const text = record[field] ?? '';
    return text.length > fields[field].max && Array.from(text).length > fields[field].max;
  });
  return wrong.map((field) => ({ code: 'KP-P04', field }));
}

/** KP-P05: ended before it began. */
function terminationProblems({ contractFrom = '', terminatedOn = '' }: TransferRecord): Problem[] {
  const comparable = isDay(contractFrom) && isDay(terminatedOn);
  return comparable && terminatedOn < contractFrom ? [{ code: 'KP-P05', field: 'terminatedOn' }] : [];
}

interface AddressFields {
  readonly parts: readonly FieldName[];
  readonly postalCode: FieldName;
}

const addressOf: Readonly<Record<Household, AddressFields>> = {
  mainContact1: {
    parts: ['contact1Street', 'contact1HouseNumber', 'contact1PostalCode', 'contact1City'],
    postalCode: 'contact1PostalCode',
  },
  mainContact2: {
    parts: ['contact2Street', 'contact2HouseNumber', 'contact2PostalCode', 'contact2City'],
    postalCode: 'contact2PostalCode',
  },
  careContact: {
    parts: ['careContactStreet', 'careContactHouseNumber', 'careContactPostalCode', 'careContactCity'],
    postalCode: 'careContactPostalCode',
  },
};

/** KP-P06: the child's own address must be complete, and a German postal code has five digits. */
function addressProblems(record: TransferRecord, abroad: ReadonlySet<Household>): Problem[] {
  const home = isHousehold(record.livesWith) ? record.livesWith : 'mainContact1';
  // Main contact 1's fields are mandatory anyway; the gap is told once, as KP-P02.
  const missing = home === 'mainContact1' ? [] : addressOf[home].parts.filter((field) => !record[field]);
  const misspelt = [...new Set<Household>(['mainContact1', home])]
    .filter((who) => !abroad.has(who))
    .map((who) => addressOf[who].postalCode)
    .filter((field) => record[field] && !/^\d{5}$/.test(record[field]));
  return [...missing, ...misspelt].map((field) => ({ code: 'KP-P06', field }));
}

const isHousehold = (text: string | undefined): text is Household =>
  text !== undefined && Object.hasOwn(addressOf, text);
