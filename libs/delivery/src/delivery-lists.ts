import { kept, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { DeliveryCounts } from './balance';
import { deliveryStates, type ArchiveReason, type DeliveryState, type HoldReason } from './delivery';
import type { DeliveryRecord, ListedDelivery } from './delivery-record';
import { listedOf, recordOf } from './storage/fields';

export interface DeliveryFilter {
  readonly connectionId?: string;
  readonly states?: readonly DeliveryState[];
  readonly causes?: readonly string[];
  readonly heldBecause?: HoldReason;
  readonly lane?: string;
  readonly recordKey?: string;
  readonly subjectId?: string;
  readonly number?: string;
  readonly archiveReasons?: readonly ArchiveReason[];
}

export interface DeliveryPage {
  readonly items: readonly ListedDelivery[];
  /** Where the next page begins; null on the last. */
  readonly next: DeliveryCursor | null;
}

/** The last row of a page: its id, and for the archive the moment it was filed. */
export interface DeliveryCursor {
  readonly id: string;
  readonly archivedAt: Date | null;
}

/** One line of the overview of open work. */
export interface OpenCount {
  readonly connectionId: string;
  readonly state: DeliveryState;
  readonly heldBecause: HoldReason | null;
  readonly cause: string | null;
  readonly count: number;
  readonly oldest: Date;
}

/** Everything that only looks at deliveries. Newest first, one page at a time. */
@Injectable()
export class DeliveryLists {
  async open(
    tx: Tx,
    filter: DeliveryFilter,
    { after, limit }: { readonly after: DeliveryCursor | null; readonly limit: number },
  ): Promise<DeliveryPage> {
    const where = conditions(filter);
    if (after) where.push('d.id < ?', after.id);
    const items = await tx.query<ListedDelivery[]>(
      `select ${listedOf('d')}, null as "archivedAt", null as "archiveReason" from delivery d
       where ${where.text} order by d.id desc limit ${limit + 1}`,
      where.parameters,
    );
    return pageOf(items, limit);
  }

  async archived(
    tx: Tx,
    filter: DeliveryFilter,
    { after, limit }: { readonly after: DeliveryCursor | null; readonly limit: number },
  ): Promise<DeliveryPage> {
    const where = conditions(filter);
    if (filter.archiveReasons) where.push('d.archive_reason = any(?::text[])', filter.archiveReasons);
    if (after) where.push('(d.archived_at, d.id) < (?::timestamptz, ?::uuid)', after.archivedAt, after.id);
    const items = await tx.query<ListedDelivery[]>(
      `select ${listedOf('d')}, d.archived_at as "archivedAt", d.archive_reason as "archiveReason"
       from delivery_archive d where ${where.text}
       order by d.archived_at desc, d.id desc limit ${limit + 1}`,
      where.parameters,
    );
    return pageOf(items, limit);
  }

  /** Whole records, payload included, wherever they are; unknown ids are left out. */
  async find(tx: Tx, ids: readonly string[]): Promise<(DeliveryRecord & ListedDelivery)[]> {
    return tx.query<(DeliveryRecord & ListedDelivery)[]>(
      kept(`select ${recordOf('d')}, null::timestamptz as "archivedAt", null::text as "archiveReason"
       from delivery d where d.id = any($1::uuid[])
       union all
       select ${recordOf('d')}, d.archived_at, d.archive_reason
       from delivery_archive d where d.id = any($1::uuid[])
       order by "id"`),
      [ids],
    );
  }

  /** The open records of one call, payload included. */
  async ofCall(tx: Tx, callId: string): Promise<DeliveryRecord[]> {
    return tx.query<DeliveryRecord[]>(
      `select ${recordOf('d')} from delivery d where d.call_id = $1 and d.state in ('sending', 'uncertain') order by d.id`,
      [callId],
    );
  }

  /** Of these records, those of which some version was delivered or may have been, each with its lane. */
  async mayHaveArrived(
    tx: Tx,
    connectionId: string,
    recordKeys: readonly string[],
  ): Promise<{ recordKey: string; lane: string }[]> {
    return tx.query<{ recordKey: string; lane: string }[]>(
      `select distinct on (record_key) record_key as "recordKey", lane from (
         select record_key, lane, id from delivery_archive
           where connection_id = $1 and record_key = any($2::text[]) and state = 'delivered'
         union all
         select record_key, lane, id from delivery
           where connection_id = $1 and record_key = any($2::text[]) and state in ('sending', 'uncertain')
       ) known order by record_key, id desc`,
      [connectionId, recordKeys],
    );
  }

  /** How much open work there is, by what it waits for: the raw material of cases and badges. */
  async openCounts(tx: Tx, connectionId?: string): Promise<OpenCount[]> {
    return tx.query<OpenCount[]>(
      `select d.connection_id as "connectionId", d.state, d.held_because as "heldBecause", d.cause,
         count(*)::int as count, min(d.accepted_at) as oldest
       from delivery d where $1::uuid is null or d.connection_id = $1
       group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
      [connectionId ?? null],
    );
  }

  /**
   * What came in on these days (UTC, `YYYY-MM-DD`, both included) and where it is now, for `balance`.
   * Days whose archive was pruned no longer add up.
   */
  async counts(
    tx: Tx,
    {
      connectionId,
      from,
      to,
    }: { readonly connectionId?: string; readonly from: string; readonly to: string },
  ): Promise<DeliveryCounts> {
    const rows = await tx.query<{ state: DeliveryState | null; count: number }[]>(
      `with span as (
         select $2::date::timestamp at time zone 'UTC' as since,
                ($3::date + 1)::timestamp at time zone 'UTC' as until
       )
       select null as state, coalesce(sum(accepted), 0)::int as count from delivery_intake
         where day between $2::date and $3::date and ($1::uuid is null or connection_id = $1)
       union all
       select state, count(*)::int from delivery, span
         where accepted_at >= since and accepted_at < until and ($1::uuid is null or connection_id = $1)
         group by state
       union all
       select state, count(*)::int from delivery_archive, span
         where accepted_at >= since and accepted_at < until and ($1::uuid is null or connection_id = $1)
         group by state`,
      [connectionId ?? null, from, to],
    );
    const count = (wanted: DeliveryState | null): number =>
      rows.find(({ state }) => state === wanted)?.count ?? 0;
    return {
      accepted: count(null),
      states: Object.fromEntries(deliveryStates.map((state) => [state, count(state)])) as Record<
        DeliveryState,
        number
      >,
    };
  }
}

const pageOf = (items: readonly ListedDelivery[], limit: number): DeliveryPage => {
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown,
    next: last && items.length > limit ? { id: last.id, archivedAt: last.archivedAt } : null,
  };
};

/** Conditions joined by `and`, each `?` a parameter. */
class Where {
  readonly parameters: unknown[] = [];
  text = 'true';

  push(condition: string, ...values: readonly unknown[]): void {
    const numbered = condition.replace(/\?/g, () => `$${this.parameters.length + 1 + this.taken++}`);
    this.parameters.push(...values);
    this.taken = 0;
    this.text += ` and ${numbered}`;
  }

  private taken = 0;
}

function conditions(filter: DeliveryFilter): Where {
  const where = new Where();
  if (filter.connectionId !== undefined) where.push('d.connection_id = ?', filter.connectionId);
  if (filter.states) where.push('d.state = any(?::text[])', filter.states);
  if (filter.causes) where.push('d.cause = any(?::text[])', filter.causes);
  if (filter.heldBecause) where.push('d.held_because = ?', filter.heldBecause);
  if (filter.lane !== undefined) where.push('d.lane = ?', filter.lane);
  if (filter.recordKey !== undefined) where.push('d.record_key = ?', filter.recordKey);
  if (filter.subjectId !== undefined) where.push('d.subject_id = ?', filter.subjectId);
  if (filter.number !== undefined) where.push('d.number = ?', filter.number);
  return where;
}
