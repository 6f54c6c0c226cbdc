import { kept, type Tx } from '@gateway/database';
import type { Payloads } from '@gateway/vault';
import type { CareRecord } from '../domain/care-record';
import { packed, unpacked } from './packed';

interface ChildState {
  readonly care: CareRecord;
  readonly subject: string;
  readonly records: readonly { readonly recordKey: string }[];
}

/** Record keys of each child before, by Betreuter-Nr. */
export type KeysBefore = ReadonlyMap<string, readonly string[]>;

/** Of a child that is listed twice, the last state counts; in the order of first mention. */
export function latestByChild(cares: readonly CareRecord[]): CareRecord[] {
  return [...new Map(cares.map((care) => [care.child.number, care])).values()];
}

/**
 * Keeps the newest state of these children, sealed, and answers which records they made before. Rows
 * are taken in the order of their keys, so that two takeovers of the same children wait for each other
 * instead of blocking each other.
 */
export async function rememberSources(
  tx: Tx,
  payloads: Payloads,
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
  children: readonly ChildState[],
  now: Date,
): Promise<KeysBefore> {
  const ordered = [...children].sort((one, other) =>
    one.care.child.number < other.care.child.number ? -1 : 1,
  );
  const numbers = ordered.map(({ care }) => care.child.number);
  const before = await tx.query<{ child_number: string; record_keys: string[] }[]>(
    kept(`select child_number, record_keys from kita_planer_source
     where tenant_id = $1 and connection_id = $2 and child_number = any($3::text[])
     order by child_number for update`),
    [tenant, connection, numbers],
  );
  const sealed = await payloads.seal(
    tx,
    tenant,
    ordered.map(({ care, subject }) => ({
      subject,
      context: `source ${connection}`,
      plain: packed(care),
    })),
  );
  await tx.query(
    kept(`insert into kita_planer_source (tenant_id, connection_id, child_number, subject_id, content, record_keys, updated_at)
     select $1, $2, s.number, s.subject, s.content, array(select jsonb_array_elements_text(s.keys)), $7
     from unnest($3::text[], $4::uuid[], $5::bytea[], $6::jsonb[]) as s(number, subject, content, keys)
     on conflict (tenant_id, connection_id, child_number) do update
       set subject_id = excluded.subject_id, content = excluded.content, record_keys = excluded.record_keys,
           updated_at = excluded.updated_at`),
    [
      ...[tenant, connection, numbers],
      ordered.map(({ subject }) => subject),
      sealed,
      ordered.map(({ records }) => JSON.stringify(records.map(({ recordKey }) => recordKey))),
      now,
    ],
  );
  return new Map(before.map((row) => [row.child_number, row.record_keys]));
}

/** The stored states of these children, or of all of the connection after a child number, at most `limit`. */
export async function storedSources(
  tx: Tx,
  payloads: Payloads,
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
  {
    numbers,
    after,
    limit,
  }: { readonly numbers?: readonly string[]; readonly after?: string; readonly limit: number },
): Promise<CareRecord[]> {
  const rows = await tx.query<{ subject_id: string; content: Buffer }[]>(
    `select subject_id, content from kita_planer_source
     where tenant_id = $1 and connection_id = $2
       and ($3::text[] is null or child_number = any($3::text[])) and ($4::text is null or child_number > $4)
     order by child_number limit $5`,
    [tenant, connection, numbers ?? null, after ?? null, limit],
  );
  const opened = await payloads.open(
    tx,
    tenant,
    rows.map(({ subject_id, content }) => ({
      subject: subject_id,
      context: `source ${connection}`,
      sealed: content,
    })),
  );
  return opened.flatMap((plain) => (plain ? [unpacked(plain) as CareRecord] : []));
}
