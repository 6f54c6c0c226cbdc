import { ADDRESS, home, type WireRecord } from './fields';

/** What the comparison with the Meldewesen said about a child's names and address. */
export const STAMMDATENPRUEFUNG = ['NICHT_GEPRUEFT', 'ERFOLGREICH', 'FEHLGESCHLAGEN'] as const;
export type Stammdatenpruefung = (typeof STAMMDATENPRUEFUNG)[number];

/** A child in one application process at one Kita: what KIND_ID_EXTERN names. */
export interface Child {
  readonly kindIdExtern: string;
  readonly kitaIdExtern: string;
  readonly traeger: string;
  readonly stammdatenpruefung: Stammdatenpruefung;
  /** Everything that is known about child and guardians, under the wire's names. */
  readonly angaben: WireRecord;
  /** One per VER_VERTRAG_AB. */
  readonly vertraege: readonly WireRecord[];
}

/** `ignorieren`: import the rest and say so (KP-310). `ablehnen`: refuse the record (KP-210). */
export type StammdatenMode = 'ignorieren' | 'ablehnen';

export interface Taken {
  readonly child: Child;
  /** Names and address fields that differ from verified ones and were left alone. */
  readonly ignored: readonly string[];
}

/** The child as this record describes it, for one the portal has not met. */
export const childFrom = (record: WireRecord, traeger: string): Child => ({
  kindIdExtern: record.KIND_ID_EXTERN ?? '',
  kitaIdExtern: record.KITA_ID_EXTERN ?? '',
  traeger,
  stammdatenpruefung: 'NICHT_GEPRUEFT',
  angaben: about(record),
  vertraege: [contract(record)],
});

/**
 * Takes a record for a known child (dossier 2.5 and 5.10).
 *
 * Names and address that were verified stay as they are; unverified ones are replaced and wait for the
 * next comparison. The same Stammdaten are always accepted. Contracts are keyed by VER_VERTRAG_AB.
 *
 * @returns nothing if verified Stammdaten differ and the mode is `ablehnen`: the record is refused.
 */
export function takeRecord(child: Child, record: WireRecord, mode: StammdatenMode): Taken | undefined {
  const differing = differingStammdaten(child.angaben, record);
  const verified = child.stammdatenpruefung === 'ERFOLGREICH';
  if (verified && differing.length > 0 && mode === 'ablehnen') return undefined;
  const ignored = verified ? differing : [];
  const accepted =
    ignored.length > 0 ? without(about(record), protectedFields(child.angaben, record)) : about(record);
  return {
    child: {
      ...child,
      stammdatenpruefung: differing.length > 0 && !verified ? 'NICHT_GEPRUEFT' : child.stammdatenpruefung,
      angaben: { ...child.angaben, ...accepted },
      vertraege: upsert(child.vertraege, contract(record)),
    },
    ignored,
  };
}

const NAMES = ['KIND_VORNAME', 'KIND_NACHNAME'] as const;

/** Under the record's own names. The address counts as what it says, not as whose it is. */
function differingStammdaten(known: WireRecord, record: WireRecord): string[] {
  const knownAddress = ADDRESS[home(known)];
  const pairs = [
    ...NAMES.map((name) => [name, name] as const),
    ...ADDRESS[home(record)].map((field, index) => [field, knownAddress[index] ?? field] as const),
  ];
  return pairs
    .filter(([sent, stored]) => (record[sent] ?? '') !== (known[stored] ?? ''))
    .map(([sent]) => sent);
}

const protectedFields = (known: WireRecord, record: WireRecord): ReadonlySet<string> =>
  new Set([...NAMES, 'WOHNHAFT_BEI', ...ADDRESS[home(known)], ...ADDRESS[home(record)]]);

const IDS = new Set(['DATENSATZ_ID', 'KITA_ID_EXTERN', 'KIND_ID_EXTERN']);

const about = (record: WireRecord): WireRecord =>
  pick(record, (field) => !field.startsWith('VER_') && !IDS.has(field));

const contract = (record: WireRecord): WireRecord => pick(record, (field) => field.startsWith('VER_'));

const without = (record: WireRecord, fields: ReadonlySet<string>): WireRecord =>
  pick(record, (field) => !fields.has(field));

const pick = (record: WireRecord, wanted: (field: string) => boolean): WireRecord =>
  Object.fromEntries(Object.entries(record).filter(([field]) => wanted(field)));

function upsert(contracts: readonly WireRecord[], contract: WireRecord): readonly WireRecord[] {
  const index = contracts.findIndex(({ VER_VERTRAG_AB }) => VER_VERTRAG_AB === contract.VER_VERTRAG_AB);
  return index === -1
    ? [...contracts, contract]
    : contracts.with(index, { ...contracts[index], ...contract });
}
