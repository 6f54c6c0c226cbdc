import type { FieldName } from '../domain/fields';

/** KP-P1: our field names and the Kita-Planer's, in the order in which they are sent (chapter 5.1, 5.3). */
export const wireNames: readonly (readonly [FieldName, string])[] = [
  ['kitaId', 'KITA_ID_EXTERN'],
  ['childId', 'KIND_ID_EXTERN'],
  ['childGivenName', 'KIND_VORNAME'],
  ['childFamilyName', 'KIND_NACHNAME'],
  ['childBirthDate', 'KIND_GEBDATUM'],
  ['childGender', 'KIND_GESCHLECHT'],
  ['childNationality', 'KIND_STAATSANGEHOERIGKEIT'],
  ['childFamilyLanguage', 'KIND_FAMILIENSPRACHE'],
  ['childDenomination', 'KIND_KONFESSION'],

  ['contact1Salutation', 'SB1_ANREDE'],
  ['contact1Title', 'SB1_TITEL'],
  ['contact1GivenName', 'SB1_VORNAME'],
  ['contact1FamilyName', 'SB1_NACHNAME'],
  ['contact1Street', 'SB1_STRASSE'],
  ['contact1HouseNumber', 'SB1_HAUSNUMMER'],
  ['contact1PostalCode', 'SB1_POSTLEITZAHL'],
  ['contact1City', 'SB1_ORT'],
  ['contact1BirthDate', 'SB1_GEBDATUM'],
  ['contact1Phone1', 'SB1_TELEFON1'],
  ['contact1Phone2', 'SB1_TELEFON2'],
  ['contact1Email', 'SB1_EMAIL'],
  ['contact1MaritalStatus', 'SB1_FAMILIENSTAND'],
  ['contact1SoleCustody', 'SB1_ALLEINSORGEBERECHTIGT'],

  ['contact2Salutation', 'SB2_ANREDE'],
  ['contact2Title', 'SB2_TITEL'],
  ['contact2GivenName', 'SB2_VORNAME'],
  ['contact2FamilyName', 'SB2_NACHNAME'],
  ['contact2Street', 'SB2_STRASSE'],
  ['contact2HouseNumber', 'SB2_HAUSNUMMER'],
  ['contact2PostalCode', 'SB2_POSTLEITZAHL'],
  ['contact2City', 'SB2_ORT'],
  ['contact2BirthDate', 'SB2_GEBDATUM'],
  ['contact2Phone1', 'SB2_TELEFON1'],
  ['contact2Phone2', 'SB2_TELEFON2'],
  ['contact2Email', 'SB2_EMAIL'],

  ['livesWith', 'WOHNHAFT_BEI'],
  ['careContactGivenName', 'ABW_VORNAME'],
  ['careContactFamilyName', 'ABW_NACHNAME'],
  ['careContactStreet', 'ABW_STRASSE'],
  ['careContactHouseNumber', 'ABW_HAUSNUMMER'],
  // The vendor writes PLZ here and POSTLEITZAHL at the main contacts.
  ['careContactPostalCode', 'ABW_PLZ'],
  ['careContactCity', 'ABW_ORT'],
  ['careContactCountry', 'ABW_LAND'],

  ['contractFrom', 'VER_VERTRAG_AB'],
  ['changeFrom', 'VER_AENDERUNG_AB'],
  ['terminatedOn', 'VER_KUENDIGUNG_ZUM'],
  ['dailyHours', 'VER_BETREUUNGSSTUNDEN_T\u00c4GLICH'],
  ['ageGroup', 'VER_ALTERSGRUPPE'],
  ['groupId', 'VER_GRUPPE_ID'],
  ['group', 'VER_GRUPPE'],
  ['groupFrom', 'VER_GRUPPE_AB'],
  ['lunch', 'VER_MITTAGESSEN'],
];

/** How a choice of ours is written. */
export const wireChoices: Readonly<Record<string, string>> = {
  mainContact1: 'SB1',
  mainContact2: 'SB2',
  careContact: 'ABW',
  yes: 'j',
  no: 'n',
};

/** Keys of the request and the answer outside of the record's own fields. */
export const recordIdKey = 'DATENSATZ_ID';

const ours = new Map(wireNames.map(([field, name]) => [name, field]));

/** Our name of one of the Kita-Planer's fields; a name we do not know is returned as it is. */
export const fieldOf = (wireName: string): string => ours.get(wireName.normalize('NFC')) ?? wireName;
