import { Client } from 'pg';

/** Where what is known about a record stays after it was delivered. */
const TABLES = [
  'delivery_archive',
  'protocol_call',
  'protocol_entry',
  'audit_entry',
  'kita_planer_source',
  'vault_subject_key',
  'subject_name',
  'delivery_intake',
];

/** Bytes of these tables with all their partitions, indexes and what is stored out of line. */
export async function storedBytes(databaseUrl: string): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ bytes: string }>(
      // A table without partitions has no tree.
      `select sum(pg_total_relation_size(coalesce(part.relid, t.name::regclass))) as bytes
       from unnest($1::text[]) as t(name) left join lateral pg_partition_tree(t.name::regclass) part on true`,
      [TABLES],
    );
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
