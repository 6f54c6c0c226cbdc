/**
 * The fields of a Datensatz, as the portal knows them (dossier 5.3). Written down a second time on
 * purpose: the client's list and this one check each other.
 */

/** One Datensatz on the wire: every value a string, `""` for nothing. */
export type WireRecord = Readonly<Record<string, string>>;

const guardian = (prefix: 'SB1' | 'SB2'): string[] =>
  [
    'VORNAME',
    'NACHNAME',
    'GEBDATUM',
    'ANREDE',
    'TITEL',
    'STRASSE',
    'HAUSNUMMER',
    'POSTLEITZAHL',
    'ORT',
    'TELEFON1',
    'TELEFON2',
    'EMAIL',
    'FAMILIENSTAND',
    'ALLEINSORGEBERECHTIGT',
  ].map((name) => `${prefix}_${name}`);

/** Empty or absent: KP-201. */
export const MANDATORY = [
  'DATENSATZ_ID',
  'KITA_ID_EXTERN',
  'KIND_ID_EXTERN',
  'KIND_VORNAME',
  'KIND_NACHNAME',
  'KIND_GEBDATUM',
  'SB1_VORNAME',
  'SB1_NACHNAME',
  'SB1_STRASSE',
  'SB1_HAUSNUMMER',
  'SB1_POSTLEITZAHL',
  'SB1_ORT',
  'VER_VERTRAG_AB',
] as const;

/** Filled, but no day TT.MM.JJJJ: KP-202. */
export const DAYS = [
  'KIND_GEBDATUM',
  'SB1_GEBDATUM',
  'SB2_GEBDATUM',
  'VER_VERTRAG_AB',
  'VER_AENDERUNG_AB',
  'VER_KUENDIGUNG_ZUM',
  'VER_GRUPPE_AB',
] as const;

/** Everything the import takes. Fields of the export direction (BEW_…, EXPORTDATUM) are not among them. */
export const KNOWN: ReadonlySet<string> = new Set([
  ...MANDATORY,
  ...DAYS,
  ...guardian('SB1'),
  ...guardian('SB2'),
  'KIND_GESCHLECHT',
  'KIND_STAATSANGEHOERIGKEIT',
  'KIND_FAMILIENSPRACHE',
  'KIND_KONFESSION',
  'WOHNHAFT_BEI',
  'ABW_VORNAME',
  'ABW_NACHNAME',
  'ABW_STRASSE',
  'ABW_HAUSNUMMER',
  'ABW_PLZ',
  'ABW_ORT',
  'ABW_LAND',
  'VER_BETREUUNGSSTUNDEN_TÄGLICH'.normalize('NFC'),
  'VER_ALTERSGRUPPE',
  'VER_GRUPPE',
  'VER_GRUPPE_ID',
  'VER_MITTAGESSEN',
]);

const LONGEST: readonly (readonly [field: string, characters: number])[] = [
  ['KITA_ID_EXTERN', 25],
  ['KIND_ID_EXTERN', 25],
  ['KIND_VORNAME', 128],
  ['KIND_NACHNAME', 128],
  ['SB1_VORNAME', 255],
  ['SB1_NACHNAME', 255],
  ['SB2_VORNAME', 255],
  ['SB2_NACHNAME', 255],
  ['SB1_HAUSNUMMER', 10],
  ['SB2_HAUSNUMMER', 10],
  ['ABW_HAUSNUMMER', 10],
];

/** The first field that is longer than the portal's columns. */
export const tooLong = (record: WireRecord): string | undefined =>
  LONGEST.find(([field, characters]) => (record[field]?.length ?? 0) > characters)?.[0];

/** The fields that hold an address, by who is asked (WOHNHAFT_BEI). Note ABW_PLZ beside SB1_POSTLEITZAHL. */
export const ADDRESS = {
  SB1: ['SB1_STRASSE', 'SB1_HAUSNUMMER', 'SB1_POSTLEITZAHL', 'SB1_ORT'],
  SB2: ['SB2_STRASSE', 'SB2_HAUSNUMMER', 'SB2_POSTLEITZAHL', 'SB2_ORT'],
  ABW: ['ABW_STRASSE', 'ABW_HAUSNUMMER', 'ABW_PLZ', 'ABW_ORT'],
} as const;

/** Whose address is the child's: SB1 unless the record says otherwise. */
export function home(record: WireRecord): keyof typeof ADDRESS {
  const said = record.WOHNHAFT_BEI;
  return said === 'SB2' || said === 'ABW' ? said : 'SB1';
}
