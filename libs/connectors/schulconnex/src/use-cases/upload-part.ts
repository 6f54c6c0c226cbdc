import type { Tx } from '@gateway/database';
import type { Payloads } from '@gateway/vault';
import { groupValueFindings } from '../domain/check-groups';
import { personFindings } from '../domain/check-people';
import type { Finding, SnapshotRules } from '../domain/check-snapshot';
import { keyIn, printable, readGroup, readPerson, type Read } from '../source/read-records';
import { addGroups, addPeople, type Placed } from '../storage/source-records';
import type { Whose } from '../storage/whose';

/** One thing of an upload: a record, the announcement of the end, or a line nobody can read. */
export type UploadItem =
  | { readonly person: unknown }
  | { readonly group: unknown }
  | { readonly end: { readonly people: unknown; readonly groups: unknown } }
  | { readonly unreadable: { readonly line: number } };

/** Of all mistakes as many are named as somebody can read. */
const NAMED = 1_000;

interface Kind<T extends { readonly key: string }> {
  readonly list: 'people' | 'groups';
  readonly read: (value: unknown, path: string) => Read<T>;
  readonly check: (record: T, path: string, rules: SnapshotRules) => Finding[];
  readonly add: (
    tx: Tx,
    payloads: Payloads,
    whose: Whose,
    snapshot: string,
    records: readonly Placed<T>[],
  ) => Promise<ReadonlySet<string>>;
}

const people: Kind<Parameters<typeof personFindings>[0]> = {
  list: 'people',
  read: readPerson,
  check: personFindings,
  add: addPeople,
};
const groups: Kind<Parameters<typeof groupValueFindings>[0]> = {
  list: 'groups',
  read: readGroup,
  check: groupValueFindings,
  add: addGroups,
};

/** What has come in of one upload so far: how much, and what is wrong with it. Records themselves are stored. */
export class UploadTally {
  readonly counts = { people: 0, groups: 0 };
  readonly refusedKeys = { people: new Set<string>(), groups: new Set<string>() };
  readonly findings: Finding[] = [];
  refused = 0;
  refusesAll = false;
  announced?: { readonly people: unknown; readonly groups: unknown };

  /** What was announced has come, and nothing else. */
  get isWhole(): boolean {
    const { people, groups } = this.counts;
    return this.announced?.people === people && this.announced.groups === groups;
  }

  /** A record that is left as it was before. */
  refuse(list: 'people' | 'groups', key: string, findings: readonly Finding[]): void {
    this.refused++;
    if (key !== '') this.refusedKeys[list].add(key);
    this.name(findings);
  }

  /** Something wrong with the upload as a whole. */
  refuseAll(findings: readonly Finding[]): void {
    if (findings.length > 0) this.refusesAll = true;
    this.name(findings);
  }

  private name(findings: readonly Finding[]): void {
    const named = findings.slice(0, NAMED - this.findings.length);
    this.findings.push(...named.map((finding) => ({ ...finding, key: printable(finding.key) })));
  }
}

/** Reads, checks and stores one part of an upload. */
export async function takePart(
  tx: Tx,
  payloads: Payloads,
  target: { readonly whose: Whose; readonly snapshot: string; readonly rules: SnapshotRules },
  items: readonly UploadItem[],
  tally: UploadTally,
): Promise<void> {
  for (const item of items) {
    if ('end' in item) tally.announced = item.end;
    if ('unreadable' in item) tally.refuseAll([unreadable(item.unreadable)]);
  }
  const given = { people: items.flatMap((item) => ('person' in item ? [item.person] : [])) };
  const givenGroups = items.flatMap((item) => ('group' in item ? [item.group] : []));
  await takeKind(people, tx, payloads, target, given.people, tally);
  await takeKind(groups, tx, payloads, target, givenGroups, tally);
}

async function takeKind<T extends { readonly key: string }>(
  kind: Kind<T>,
  tx: Tx,
  payloads: Payloads,
  { whose, snapshot, rules }: { whose: Whose; snapshot: string; rules: SnapshotRules },
  values: readonly unknown[],
  tally: UploadTally,
): Promise<void> {
  if (values.length === 0) return;
  const sound = new Map<string, Placed<T>>();
  const twice: Placed<T>[] = [];
  for (const value of values) {
    const position = tally.counts[kind.list]++;
    const path = `${kind.list}[${position}]`;
    const read = kind.read(value, path);
    const findings = 'record' in read ? kind.check(read.record, path, rules) : read.findings;
    if (findings.length > 0 || !('record' in read)) tally.refuse(kind.list, keyIn(value), findings);
    else if (sound.has(read.record.key)) twice.push({ record: read.record, position });
    else sound.set(read.record.key, { record: read.record, position });
  }
  const stored = await kind.add(tx, payloads, whose, snapshot, [...sound.values()]);
  twice.push(...[...sound.values()].filter(({ record }) => !stored.has(record.key)));
  tally.refuseAll(
    twice.map(({ record: { key }, position }) => duplicate(`${kind.list}[${position}].key`, key)),
  );
}

const duplicate = (path: string, key: string): Finding => ({
  ...{ code: 'KEY_DUPLICATE', path, key, refuses: 'snapshot' },
});

const unreadable = ({ line }: { line: number }): Finding => ({
  ...{
    code: 'TYPE_INVALID',
    path: `line ${line}`,
    key: '',
    refuses: 'snapshot',
    expected: 'one JSON object',
  },
});
