import type { Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { validate as isUuid } from 'uuid';
import type { ActBatch } from './act-batch.entity';

/** A batch and how far it is. */
export interface BatchRow extends ActBatch {
  readonly done: number;
  readonly left: number;
  readonly connectionName: string;
  readonly skipped: readonly { readonly name: string; readonly count: number }[];
}

const BATCH = `
  select b.tenant_id as "tenantId", b.id, b.connection_id as "connectionId", b.connector, b.action,
    b.reason, b.actor, b.state, b.total, b.created_at as "createdAt", b.ended_at as "endedAt",
    coalesce(c.name, '') as "connectionName", counted.*
  from act_batch b
    left join connection c on c.tenant_id = b.tenant_id and c.id = b.connection_id
    cross join lateral (
      select coalesce(sum(count) filter (where outcome = 'done'), 0)::int as done,
        coalesce(sum(count) filter (where outcome is null), 0)::int as "left",
        coalesce(jsonb_agg(jsonb_build_object('name', outcome, 'count', count) order by count desc)
          filter (where outcome <> 'done'), '[]') as skipped
      from (select outcome, count(*)::int as count from act_batch_record r
            where r.tenant_id = b.tenant_id and r.batch_id = b.id group by outcome) by_outcome) counted
  where b.tenant_id = current_tenant()`;

/** @throws {NotFound} */
export async function batchById(tx: Tx, id: string): Promise<BatchRow> {
  const [row] = isUuid(id) ? await tx.query<BatchRow[]>(`${BATCH} and b.id = $1`, [id]) : [];
  if (!row) throw new NotFound('batch', id);
  return row;
}

/** Newest first, at most 100. */
export const newestBatches = (tx: Tx): Promise<BatchRow[]> =>
  tx.query<BatchRow[]>(`${BATCH} order by b.id desc limit 100`);

export interface BatchRecordRow {
  readonly position: number;
  readonly record: string;
  readonly number: string | null;
  readonly outcome: string | null;
  readonly decidedAt: Date | null;
}

/** In the order of the batch, each with the number people know the record by. */
export const recordsOf = (
  tx: Tx,
  batch: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<BatchRecordRow[]> =>
  tx.query<BatchRecordRow[]>(
    `select r.position, r.record_id as record, r.outcome, r.decided_at as "decidedAt",
       coalesce((select d.number from delivery d where d.tenant_id = r.tenant_id and d.id = r.record_id),
         (select a.number from delivery_archive a
          where a.tenant_id = r.tenant_id and a.id = r.record_id limit 1)) as number
     from act_batch_record r
     where r.tenant_id = current_tenant() and r.batch_id = $1 and r.position > $2
     order by r.position limit $3`,
    [batch, after, limit],
  );
