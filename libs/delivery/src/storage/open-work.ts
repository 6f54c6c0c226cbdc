import { kept, type Tx } from '@gateway/database';
import { archiveReasonOf, isArchived, type HoldReason } from '../delivery';
import type { DeliveryRecord } from '../delivery-record';
import { batchOf, type BatchColumn } from './batch';
import { deliveryFields, headOf, recordFields, type DeliveryHead } from './fields';

/** What the news about a record brings along. What is left out stays as it was. */
export interface News {
  /** Added to what is known. */
  readonly refs?: DeliveryRecord['refs'];
  readonly notices?: DeliveryRecord['notices'];
  readonly message?: Buffer;
  readonly callId?: string;
}

/** A delivery after its transition, still to be written. */
export interface Change {
  readonly delivery: DeliveryHead;
  readonly news?: News | undefined;
}

/** Always in order of the ids, so that no two transactions wait for each other. */
export async function lockByIds(tx: Tx, ids: readonly string[]): Promise<DeliveryHead[]> {
  if (ids.length === 0) return [];
  return tx.query<DeliveryHead[]>(
    kept(`select ${headOf('d')} from delivery d where d.id = any($1::uuid[]) order by d.id for update`),
    [ids],
  );
}

/** The live versions of these records. */
export async function lockLive(
  tx: Tx,
  connectionId: string,
  recordKeys: readonly string[],
): Promise<DeliveryHead[]> {
  return tx.query<DeliveryHead[]>(
    kept(`select ${headOf('d')} from delivery d
     where d.connection_id = $1 and d.record_key = any($2::text[]) and d.replaced_since is null
     order by d.id for update`),
    [connectionId, recordKeys],
  );
}

/** Of which of these records a replaced version is being sent, or was with an unknown outcome. */
export async function replacedAndUnderway(
  tx: Tx,
  connectionId: string,
  recordKeys: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ recordKey: string }[]>(
    kept(`select distinct d.record_key as "recordKey" from delivery d
     where d.connection_id = $1 and d.state in ('sending', 'uncertain') and d.replaced_since is not null
       and d.record_key = any($2::text[])`),
    [connectionId, recordKeys],
  );
  return new Set(rows.map(({ recordKey }) => recordKey));
}

/** Whose records to look through for what is due: of one connection, or of the whole tenant. */
export interface Due {
  readonly connectionId?: string;
  readonly limit: number;
}

/** Due for a worker to look at again; what somebody else is just settling is left to them. */
export async function lockDue(
  tx: Tx,
  due: 'lease_until' | 'deadline_at',
  { connectionId, limit }: Due,
  now: Date,
): Promise<DeliveryHead[]> {
  const state = due === 'lease_until' ? 'sending' : 'accepted';
  return tx.query<DeliveryHead[]>(
    `select ${headOf('d')} from delivery d where d.state = '${state}' and d.${due} <= $1
       and ($3::uuid is null or d.connection_id = $3)
     order by d.${due} limit $2 for update skip locked`,
    [now, limit, connectionId ?? null],
  );
}

/** What waits for nothing in particular (`heldBecause` null), or for one thing. */
export async function lockHeld(
  tx: Tx,
  which: {
    readonly connectionId: string;
    readonly heldBecause: HoldReason | null;
    readonly lanes?: readonly string[];
    readonly limit: number;
  },
): Promise<DeliveryHead[]> {
  return tx.query<DeliveryHead[]>(
    `select ${headOf('d')} from delivery d
     where d.connection_id = $1 and d.state = $2 and d.held_because is not distinct from $3
       and ($4::text[] is null or d.lane = any($4::text[]))
     order by d.id limit $5 for update`,
    [
      which.connectionId,
      which.heldBecause === null ? 'accepted' : 'held',
      which.heldBecause,
      which.lanes ?? null,
      which.limit,
    ],
  );
}

export async function insertOpen(tx: Tx, records: readonly DeliveryRecord[]): Promise<void> {
  if (records.length === 0) return;
  const { source, parameters } = batchOf(recordFields, records);
  const names = recordFields.map(([name]) => name).join(', ');
  await tx.query(
    kept(`insert into delivery (tenant_id, ${names}) select current_tenant(), ${names} from ${source}`),
    [...parameters],
  );
}

/** Writes many changes in at most two statements: what is over moves to the archive, the rest stays. */
export async function save(tx: Tx, changes: readonly Change[], now: Date): Promise<void> {
  await archive(
    tx,
    changes.filter(({ delivery }) => isArchived(delivery.state)),
    now,
  );
  await update(
    tx,
    changes.filter(({ delivery }) => !isArchived(delivery.state)),
    now,
  );
}

/**
 * The ids come first, because statements name them a second time: with the join alone, the planner may read all
 * that is open instead of looking the few up.
 */
const changeFields: readonly BatchColumn<Change>[] = [
  ['id', 'uuid', ({ delivery }) => delivery.id],
  ...deliveryFields.map(([name, type, value]): BatchColumn<Change> => [
    name,
    type,
    ({ delivery }) => value(delivery),
  ]),
  ['refs', 'jsonb', ({ news }) => JSON.stringify(news?.refs ?? {})],
  ['notices', 'jsonb', ({ news }) => (news?.notices ? JSON.stringify(news.notices) : null)],
  ['message', 'bytea', ({ news }) => news?.message ?? null],
  ['call_id', 'uuid', ({ news }) => news?.callId ?? null],
];

const archiveFields: readonly BatchColumn<Change>[] = [
  ...changeFields,
  ['archive_reason', 'text', ({ delivery }) => archiveReasonOf(delivery)],
];

const decided = deliveryFields.map(([name]) => name);
const brought = ['notices', 'message', 'call_id'];

async function update(tx: Tx, changes: readonly Change[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const { source, parameters, next } = batchOf(changeFields, changes);
  await tx.query(
    kept(`update delivery d set
       ${decided.map((name) => `${name} = u.${name}`).join(', ')},
       ${brought.map((name) => `${name} = coalesce(u.${name}, d.${name})`).join(', ')},
       refs = d.refs || u.refs, updated_at = ${next}
     from ${source} where d.id = u.id and d.id = any($1::uuid[])`),
    [...parameters, now],
  );
}

const unchanged = recordFields
  .map(([name]) => name)
  .filter((name) => ![...decided, ...brought, 'refs', 'updated_at'].includes(name));

async function archive(tx: Tx, changes: readonly Change[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const { source, parameters, next } = batchOf(archiveFields, changes);
  await tx.query(
    kept(`with u as (select * from ${source}),
          gone as (
            delete from delivery d using u where d.id = u.id and d.id = any($1::uuid[]) returning d.*)
     insert into delivery_archive (
       tenant_id, ${unchanged.join(', ')}, ${decided.join(', ')}, ${brought.join(', ')},
       refs, updated_at, archived_at, archive_reason)
     select d.tenant_id, ${unchanged.map((name) => `d.${name}`).join(', ')},
       ${decided.map((name) => `u.${name}`).join(', ')},
       ${brought.map((name) => `coalesce(u.${name}, d.${name})`).join(', ')},
       d.refs || u.refs, ${next}, ${next}, u.archive_reason
     from gone d join u using (id)`),
    [...parameters, now],
  );
}
