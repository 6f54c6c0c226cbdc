import type { Tx } from '@gateway/database';
import type { OpenCount } from '@gateway/delivery';

/** A connection, whatever it speaks, and how it fared. */
export interface ConnectionState {
  readonly id: string;
  readonly connector: string;
  readonly name: string;
  readonly active: boolean;
  readonly pausedBecause: string | null;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly lastFailureCode: string | null;
}

/** Every connection of the transaction's tenant, by name; one without runs has its last success from its records. */
export const connectionStates = (tx: Tx): Promise<ConnectionState[]> =>
  tx.query<ConnectionState[]>(`
    select c.id, c.connector, c.name, c.active, c.paused_because as "pausedBecause",
      coalesce(done.ended_at, delivered.at) as "lastSuccessAt", failed.ended_at as "lastFailureAt", failed.code as "lastFailureCode"
    from connection c
      left join lateral (
        select r.ended_at from connection_run r
        where r.tenant_id = c.tenant_id and r.connection_id = c.id and r.state = 'done'
        order by r.id desc limit 1) done on true
      left join lateral (
        select r.ended_at, r.code from connection_run r
        where r.tenant_id = c.tenant_id and r.connection_id = c.id and r.state = 'failed'
        order by r.id desc limit 1) failed on true
      left join lateral (
        select a.archived_at as at from delivery_archive a
        where done.ended_at is null
          and a.tenant_id = c.tenant_id and a.connection_id = c.id and a.state = 'delivered'
        order by a.accepted_at desc limit 1) delivered on true
    where c.tenant_id = current_tenant() order by c.name, c.id`);

/** What came in on a day (UTC) and where it is now. */
export interface DayCount {
  readonly day: string;
  readonly state: string;
  readonly count: number;
}

export const dayCounts = (tx: Tx, days: number): Promise<DayCount[]> =>
  tx.query<DayCount[]>(
    `with since as (select date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
                     - make_interval(days => $1 - 1) as at),
     moved as (
       select accepted_at, state from delivery, since where accepted_at >= since.at
       union all
       select accepted_at, state from delivery_archive, since where accepted_at >= since.at)
     select to_char(accepted_at at time zone 'UTC', 'YYYY-MM-DD') as day, state, count(*)::int as count
     from moved group by 1, 2 order by 1, 2`,
    [days],
  );

/** The key a count stands under; what is held says why. */
export const countKey = ({ state, heldBecause }: Pick<OpenCount, 'state' | 'heldBecause'>): string =>
  heldBecause === null ? state : `${state}:${heldBecause}`;

const NEEDS_SOMEBODY = new Set<string>([
  ...['held:check-failed', 'held:decision', 'held:crashed', 'held:paused'],
  ...['uncertain', 'rejected', 'failed'],
]);

/** Whether a person must do something before this goes on. */
export const needsSomebody = (count: Pick<OpenCount, 'state' | 'heldBecause'>): boolean =>
  NEEDS_SOMEBODY.has(countKey(count));
