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
      `select sum(pg_total_relation_size(part.relid)) as bytes
       from unnest($1::text[]) as t(name) cross join lateral pg_partition_tree(t.name::regclass) part`,
      [TABLES],
    );
    return Number(rows[0]?.bytes);
  } finally {
    await client.end();
  }
}
