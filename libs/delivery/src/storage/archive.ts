import { kept, type Tx } from '@gateway/database';
import type { DeliveryHead } from './fields';
import { headOf, recordFields } from './fields';

/**
 * Which of these records were last settled with which content: delivered, or closed by a person. Left out
 * is what gave way while nobody knew whether it had arrived: what the partner has is unknown then.
 */
export async function latestSettled(
  tx: Tx,
  connectionId: string,
  recordKeys: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (recordKeys.length === 0) return new Map();
  const rows = await tx.query<{ recordKey: string; payloadHash: Buffer; known: boolean }[]>(
    kept(`select distinct on (a.record_key) a.record_key as "recordKey", a.payload_hash as "payloadHash",
       a.state <> 'superseded' as known
     from delivery_archive a
     where a.connection_id = $1 and a.record_key = any($2::text[])
       and (a.state <> 'superseded' or (a.call_id is not null and a.transport_outcome is null))
     order by a.record_key, a.archived_at desc, a.id desc`),
    [connectionId, recordKeys],
  );
  return new Map(
    rows.filter(({ known }) => known).map(({ recordKey, payloadHash }) => [recordKey, payloadHash]),
  );
}

/** An archived delivery, and whether a later version of the same record is anywhere. */
export type ArchivedHead = DeliveryHead & { readonly outdated: boolean };

/** The connections these archived deliveries belong to. */
export async function connectionsOf(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(
    'select distinct connection_id as id from delivery_archive where id = any($1::uuid[])',
    [ids],
  );
  return rows.map(({ id }) => id);
}

export async function lockArchived(tx: Tx, ids: readonly string[]): Promise<ArchivedHead[]> {
  return tx.query<ArchivedHead[]>(
    `select ${headOf('a')}, (
       exists (select from delivery d where d.connection_id = a.connection_id
                 and d.record_key = a.record_key and d.replaced_since is null)
       or exists (select from delivery_archive b where b.connection_id = a.connection_id
                    and b.record_key = a.record_key and b.id > a.id)) as outdated
     from delivery_archive a where a.id = any($1::uuid[]) order by a.id for update of a`,
    [ids],
  );
}

/** Takes rows back to the open work; their new state is written afterwards. */
export async function takeBack(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const names = recordFields.map(([name]) => name).join(', ');
  await tx.query(
    `with back as (delete from delivery_archive where id = any($1::uuid[]) returning *)
     insert into delivery (tenant_id, ${names})
     select tenant_id, ${names.replace(/\bstate\b/, `'accepted'`)} from back`,
    [ids],
  );
}
