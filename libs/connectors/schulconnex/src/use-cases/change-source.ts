import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { contentMark, idempotent } from '@gateway/http';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { groupValueFindings } from '../domain/check-groups';
import { personFindings } from '../domain/check-people';
import type { Finding, SnapshotRules } from '../domain/check-snapshot';
import { Codes } from '../domain/code-lists';
import type { LocalGroup } from '../domain/group';
import type { LocalPerson } from '../domain/person';
import { applyToGroups, applyToPeople, withoutGone, type SourceChange } from '../source/apply-changes';
import { readChange, type SentChange } from '../source/read-change';
import { brokenGroups, duplicateKeys } from '../storage/check-snapshot';
import { currentSnapshot, openAll } from '../storage/read-source';
import { countRecords, groupsThatName, recordsByKey } from '../storage/snapshots';
import { addGroups, addPeople, removeRecords } from '../storage/source-records';
import type { Whose } from '../storage/whose';
import { schulconnexConnection, settingsOf } from './context';
import { SourceRefused } from './errors';

export interface ChangeSourceInput extends Whose {
  readonly actor: Actor;
  /** The caller's Idempotency-Key. */
  readonly key: string;
  readonly sent: SentChange;
}

/** What the gateway has after a change. */
export interface ChangedSource {
  readonly version: number;
  readonly people: number;
  readonly groups: number;
}

const changedEvent = auditEvent('schulconnex/source-changed', {
  log: 'admin',
  object: 'connection',
  requires: ['req'],
});

/** Takes over what has changed at the school since its snapshot: all of it, or nothing. */
@Injectable()
export class ChangeSource {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Removes first, then adds and replaces. Memberships of contexts that are gone go with them.
   *
   * @throws {SourceRefused} naming everything that is wrong @throws {SourceMissing} before the first snapshot
   * @throws {IdempotencyMismatch} @throws {NotFound}
   */
  async run({ tenant, connection, actor, key, sent }: ChangeSourceInput): Promise<ChangedSource> {
    return this.database.tenant(tenant, async (tx) => {
      const found = await schulconnexConnection(this.connections, tx, connection);
      const whose = { tenant, connection: found.id };
      const codes = new Codes(settingsOf(found).codeLists);
      const rules = { codes, today: new Date().toISOString().slice(0, 10) };
      const digests = await this.payloads.digests(tx, tenant);
      const mark = contentMark(sent, (bytes) => digests.fingerprint(bytes.toString('utf8')));
      const route = `POST source/changes ${found.id}`;
      const { body } = await idempotent(tx, { tenant, key, route, mark }, async () => ({
        status: 200,
        body: await this.apply(tx, whose, actor, sent, rules),
      }));
      return body;
    });
  }

  private async apply(
    tx: Tx,
    whose: Whose,
    actor: Actor,
    sent: SentChange,
    rules: SnapshotRules,
  ): Promise<ChangedSource> {
    const { change, findings } = readChange(sent);
    if (findings.length > 0) throw new SourceRefused('SOURCE_CHANGE_REFUSED', findings);
    const { id } = await currentSnapshot(tx, whose, 'for update');
    const { tenant, connection } = whose;
    const gone = await this.changePeople(tx, whose, id, change, rules);
    const groups = await this.changeGroups(tx, whose, id, change, rules, gone);
    const wrong = [...(await duplicateKeys(tx, whose, id)), ...(await brokenGroups(tx, whose, id, groups))];
    if (wrong.length > 0) throw new SourceRefused('SOURCE_CHANGE_REFUSED', wrong);
    await this.audit.record(tx, changedEvent({ tenant, actor, object: connection, req: id }));
    return countRecords(tx, whose, id);
  }

  /** Answers the keys of contexts that are gone. */
  private async changePeople(
    tx: Tx,
    whose: Whose,
    snapshot: string,
    change: SourceChange,
    rules: SnapshotRules,
  ): Promise<ReadonlySet<string>> {
    const { upsert, remove } = change;
    const owners = [...upsert.contexts, ...remove.contexts].map(({ owner }) => owner);
    const touched = [...upsert.people.map(({ key }) => key), ...remove.people, ...owners];
    const rows = await recordsByKey(tx, 'schulconnex_person', whose, snapshot, touched);
    const before = await openAll<LocalPerson>(tx, this.payloads, whose, 'schulconnex_person', rows);
    const removed = new Set(remove.people);
    const known = byKey(before.filter(({ key }) => !removed.has(key)));
    const { changed, withoutOwner } = applyToPeople(known, change);
    refuse([
      ...withoutOwner.map((owner) => ownerUnknown('upsert.contexts', owner)),
      ...[...changed.values()].flatMap((person) =>
        personFindings(person, `people[${JSON.stringify(person.key)}]`, rules),
      ),
    ]);
    await removeRecords(tx, 'schulconnex_person', whose, snapshot, [...changed.keys(), ...removed]);
    await addPeople(tx, this.payloads, whose, snapshot, placed(changed));
    const gone = new Set(before.flatMap(({ contexts = [] }) => contexts.map(({ key }) => key)));
    const kept = [...known.values()].map((person) => changed.get(person.key) ?? person);
    for (const { contexts = [] } of [...kept, ...changed.values()])
      for (const { key } of contexts) gone.delete(key);
    return gone;
  }

  /** Answers the keys of the groups that were written. */
  private async changeGroups(
    tx: Tx,
    whose: Whose,
    snapshot: string,
    change: SourceChange,
    rules: SnapshotRules,
    goneContexts: ReadonlySet<string>,
  ): Promise<string[]> {
    const { upsert, remove } = change;
    const removed = new Set(remove.groups);
    const gone = { contexts: goneContexts, groups: removed };
    const naming = await groupsThatName(tx, whose, snapshot, [...goneContexts], [...removed]);
    const owners = [...upsert.memberships, ...remove.memberships].map(({ owner }) => owner);
    const touched = [...naming, ...upsert.groups.map(({ key }) => key), ...removed, ...owners];
    const rows = await recordsByKey(tx, 'schulconnex_group', whose, snapshot, touched);
    const before = await openAll<LocalGroup>(tx, this.payloads, whose, 'schulconnex_group', rows);
    const known = byKey(
      before.filter(({ key }) => !removed.has(key)).map((group) => withoutGone(group, gone)),
    );
    const { changed, withoutOwner } = applyToGroups(known, change);
    refuse([
      ...withoutOwner.map((owner) => ownerUnknown('upsert.memberships', owner)),
      ...[...changed.values()].flatMap((group) =>
        groupValueFindings(group, `groups[${JSON.stringify(group.key)}]`, rules),
      ),
    ]);
    const written = new Map([
      ...naming.flatMap((key) => (known.has(key) ? [[key, known.get(key)] as const] : [])),
      ...changed,
    ]) as ReadonlyMap<string, LocalGroup>;
    await removeRecords(tx, 'schulconnex_group', whose, snapshot, [...written.keys(), ...removed]);
    await addGroups(tx, this.payloads, whose, snapshot, placed(written));
    return [...written.keys()];
  }
}

const byKey = <T extends { readonly key: string }>(records: readonly T[]): ReadonlyMap<string, T> =>
  new Map(records.map((record) => [record.key, record]));

const placed = <T>(records: ReadonlyMap<string, T>): { record: T; position: null }[] =>
  [...records.values()].map((record) => ({ record, position: null }));

const ownerUnknown = (path: string, key: string): Finding => ({
  ...{ code: 'REFERENCE_UNKNOWN', path, key, refuses: 'record' },
});

/** @throws {SourceRefused} unless there is nothing */
function refuse(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new SourceRefused('SOURCE_CHANGE_REFUSED', findings);
}
