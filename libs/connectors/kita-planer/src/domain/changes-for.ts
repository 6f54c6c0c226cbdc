import type { FilledRecord } from './filled-record';

/** A stored record that is still open, of one of the children concerned. */
export interface OpenRecord {
  readonly id: string;
  readonly recordKey: string;
  readonly hash: string;
  /** Codes and fields its check complained about. */
  readonly problems: FilledRecord['problems'];
  /**
   * `waiting`: nothing of it has left the house, and it may be dropped. `in-flight`: being sent, or
   * sent with an outcome nobody knows. `closed`: turned down or given up, certainly not imported.
   */
  readonly progress: 'waiting' | 'in-flight' | 'closed';
  /** A newer version already waits behind this one. */
  readonly replaced: boolean;
}

/** What the archive knows about one record key. */
export interface ArchivedRecord {
  readonly recordKey: string;
  /** Hash of the newest version that was exported or closed by a person. */
  readonly hash: string;
  /** Whether any version was ever exported or confirmed. */
  readonly everExported: boolean;
}

/** What to do so that the open records say what the source says now. Applying it twice changes nothing. */
export interface Changes {
  readonly create: readonly FilledRecord[];
  /** Replace at once; archived as ERSETZT. */
  readonly supersede: readonly string[];
  /** In flight: remember that a newer version waits, replace when the answer comes. */
  readonly supersedeLater: readonly string[];
  readonly keep: readonly string[];
  /** The line no longer takes part and was never sent. */
  readonly drop: readonly string[];
  /** The Kita-Planer has lines the source no longer has: “Vertrag im Kita-Planer prüfen”. One per key. */
  readonly checkContracts: readonly string[];
}

interface Known {
  readonly open: readonly OpenRecord[];
  readonly archived: readonly ArchivedRecord[];
}

/**
 * Compares what the source says about some children with everything stored about the same children
 * (chapters 1.3 rule 1, 5.6, decisions D7 and D12; cases 3, 34, 46 and 47).
 *
 * An unchanged record keeps its place. A changed one takes the place of the old – later, where the old
 * one is on its way. What has reached the Kita-Planer already is not created again.
 */
export function changesFor({ open, archived }: Known, filled: readonly FilledRecord[]): Changes {
  const changes = noChanges();
  const archive = new Map(archived.map((entry) => [entry.recordKey, entry]));
  const openByKey = byKey(open);
  const wanted = new Map(filled.map((record) => [record.recordKey, record]));

  for (const record of wanted.values()) {
    const rows = openByKey.get(record.recordKey) ?? [];
    update(record, rows, archive.get(record.recordKey), changes);
  }
  for (const key of new Set([...openByKey.keys(), ...archive.keys()])) {
    if (!wanted.has(key)) withdraw(openByKey.get(key) ?? [], archive.get(key), changes);
  }
  return changes;
}

/** {@link Changes} while they are being collected. */
type Collected = { -readonly [K in keyof Changes]: Changes[K][number][] };

const noChanges = (): Collected => ({
  create: [],
  supersede: [],
  supersedeLater: [],
  keep: [],
  drop: [],
  checkContracts: [],
});

function byKey(open: readonly OpenRecord[]): Map<string, OpenRecord[]> {
  const groups = new Map<string, OpenRecord[]>();
  for (const row of open) groups.set(row.recordKey, [...(groups.get(row.recordKey) ?? []), row]);
  return groups;
}

/** The line takes part: at most one row that is not replaced says the same as the source. */
function update(
  record: FilledRecord,
  rows: readonly OpenRecord[],
  archived: ArchivedRecord | undefined,
  changes: Collected,
): void {
  const isUnderway = rows.some(({ progress }) => progress === 'in-flight');
  const isKnown = !isUnderway && archived?.hash === record.hash;
  const current = rows.find(({ replaced }) => !replaced);
  changes.keep.push(...rows.filter(({ replaced }) => replaced).map(({ id }) => id));

  if (!current) {
    if (!isKnown) changes.create.push(record);
  } else if (current.progress === 'in-flight') {
    if (current.hash === record.hash) changes.keep.push(current.id);
    else replace(current, record, changes.supersedeLater, changes);
  } else if (isKnown) changes.supersede.push(current.id);
  else if (saysTheSame(current, record)) changes.keep.push(current.id);
  else replace(current, record, changes.supersede, changes);
}

function replace(current: OpenRecord, record: FilledRecord, where: string[], changes: Collected): void {
  where.push(current.id);
  changes.create.push(record);
}

/** Hashes cover what is sent; problems may come and go with a neighbouring line or another day. */
const saysTheSame = (row: OpenRecord, record: FilledRecord): boolean =>
  row.hash === record.hash && problemsOf(row) === problemsOf(record);

const problemsOf = ({ problems }: Pick<OpenRecord, 'problems'>): string =>
  problems
    .map(({ code, field }) => `${code} ${field}`)
    .sort()
    .join();

/** The line is gone or no longer takes part. There is no way to delete anything in the Kita-Planer (D7). */
function withdraw(
  rows: readonly OpenRecord[],
  archived: ArchivedRecord | undefined,
  changes: Collected,
): void {
  for (const { id, progress, replaced } of rows) {
    if (replaced) changes.keep.push(id);
    else if (progress === 'in-flight') changes.supersedeLater.push(id);
    else changes.drop.push(id);
  }
  const [first] = rows;
  const key = archived?.recordKey ?? first?.recordKey;
  const mayBeThere = archived?.everExported === true || rows.some(({ progress }) => progress === 'in-flight');
  if (key !== undefined && mayBeThere) changes.checkContracts.push(key);
}
