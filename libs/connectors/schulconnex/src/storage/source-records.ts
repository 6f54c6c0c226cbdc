import type { Tx } from '@gateway/database';
import type { Payloads } from '@gateway/vault';
import type { LocalGroup } from '../domain/group';
import type { LocalPerson } from '../domain/person';
import type { Whose } from './whose';

export type SourceTable = 'schulconnex_person' | 'schulconnex_group';

/** A record and its place in an upload, from 0; null for a single change. */
export interface Placed<T> {
  readonly record: T;
  readonly position: number | null;
}

/** Independent of the snapshot, so that a record can be carried over to the next one as it is. */
export const sealContext = (table: SourceTable, { connection }: Whose, key: string): string =>
  `${table} ${connection} ${key}`;

/** Adds people to a snapshot; answers the keys of those that were stored: the others are there already. */
export async function addPeople(
  tx: Tx,
  payloads: Payloads,
  whose: Whose,
  snapshot: string,
  people: readonly Placed<LocalPerson>[],
): Promise<ReadonlySet<string>> {
  const contents = await sealAll(tx, payloads, whose, 'schulconnex_person', people);
  const rows = await tx.query<{ key: string }[]>(
    `insert into schulconnex_person (tenant_id, connection_id, snapshot_id, key, position, contexts, content)
     select $1, $2, $3, p.key, p.position, array(select jsonb_array_elements_text(p.contexts)), p.content
     from unnest($4::text[], $5::int[], $6::jsonb[], $7::bytea[]) as p (key, position, contexts, content)
     on conflict do nothing returning key`,
    [
      ...[whose.tenant, whose.connection, snapshot],
      people.map(({ record }) => record.key),
      people.map(({ position }) => position),
      people.map(({ record }) => JSON.stringify((record.contexts ?? []).map(({ key }) => key))),
      contents,
    ],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Adds groups to a snapshot; see {@link addPeople}. */
export async function addGroups(
  tx: Tx,
  payloads: Payloads,
  whose: Whose,
  snapshot: string,
  groups: readonly Placed<LocalGroup>[],
): Promise<ReadonlySet<string>> {
  const contents = await sealAll(tx, payloads, whose, 'schulconnex_group', groups);
  const rows = await tx.query<{ key: string }[]>(
    `insert into schulconnex_group
       (tenant_id, connection_id, snapshot_id, key, position, memberships, members, refers_to, content)
     select $1, $2, $3, g.key, g.position, array(select jsonb_array_elements_text(g.memberships)),
       array(select jsonb_array_elements_text(g.members)), array(select jsonb_array_elements_text(g.refers_to)), g.content
     from unnest($4::text[], $5::int[], $6::jsonb[], $7::jsonb[], $8::jsonb[], $9::bytea[])
       as g (key, position, memberships, members, refers_to, content)
     on conflict do nothing returning key`,
    [
      ...[whose.tenant, whose.connection, snapshot],
      groups.map(({ record }) => record.key),
      groups.map(({ position }) => position),
      groups.map(({ record }) => JSON.stringify((record.memberships ?? []).map(({ key }) => key))),
      groups.map(({ record }) => JSON.stringify((record.memberships ?? []).map(({ context }) => context))),
      groups.map(({ record }) => JSON.stringify((record.references ?? []).map(({ group }) => group))),
      contents,
    ],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Takes records out of a snapshot; answers how many were there. */
export async function removeRecords(
  tx: Tx,
  table: SourceTable,
  { tenant, connection }: Whose,
  snapshot: string,
  keys: readonly string[],
): Promise<number> {
  const [, count] = await tx.query<[unknown, number]>(
    `delete from ${table}
     where tenant_id = $1 and connection_id = $2 and snapshot_id = $3 and key = any($4::text[])`,
    [tenant, connection, snapshot, keys],
  );
  return count;
}

const sealAll = (
  tx: Tx,
  payloads: Payloads,
  whose: Whose,
  table: SourceTable,
  records: readonly Placed<{ readonly key: string }>[],
): Promise<Buffer[]> =>
  payloads.sealForTenant(
    tx,
    whose.tenant,
    records.map(({ record }) => ({
      context: sealContext(table, whose, record.key),
      plain: JSON.stringify(record),
    })),
  );
