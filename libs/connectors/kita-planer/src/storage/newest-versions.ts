import type { Tx } from '@gateway/database';

interface Version {
  readonly id: string;
  readonly connectionId: string;
  readonly recordKey: string;
}

/**
 * Those of these records after which nothing came: neither open nor settled. What gave way unsent does
 * not count. Of several versions of one record, the last.
 */
export async function newestVersions(tx: Tx, records: readonly Version[]): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }[]>(
    `select distinct on (asked.connection_id, asked.record_key) asked.id
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as asked(id, connection_id, record_key)
     where not exists (
       select from delivery d where d.connection_id = asked.connection_id
         and d.record_key = asked.record_key and d.replaced_since is null and d.id <> asked.id)
     and not exists (
       select from delivery_archive a where a.connection_id = asked.connection_id
         and a.record_key = asked.record_key and a.id > asked.id and a.state <> 'superseded')
     order by asked.connection_id, asked.record_key, asked.id desc`,
    [
      records.map(({ id }) => id),
      records.map(({ connectionId }) => connectionId),
      records.map(({ recordKey }) => recordKey),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}
