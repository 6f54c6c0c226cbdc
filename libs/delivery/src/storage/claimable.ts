import { kept, type Tx } from '@gateway/database';
import type { DeliveryRecord } from '../delivery-record';
import { recordOf } from './fields';

export interface ClaimableRow {
  readonly candidate: string;
  readonly ofLane: string;
  /** Null while somebody else is at the row. */
  readonly record: DeliveryRecord | null;
}

export interface Claimable {
  readonly connectionId: string;
  readonly limit: number;
  /** Only these; null for all. */
  readonly lanes: readonly string[] | null;
  /** Only what had been accepted by then; null for all. */
  readonly acceptedUntil: Date | null;
}

/**
 * The next rows of a connection in sending order: lanes by their longest waiting record, each with
 * all its rows. One row more than the limit, which tells whether the last lane is complete.
 *
 * A lane with a call in flight, an open question, or a record that must wait is passed over.
 */
export async function lockClaimable(
  tx: Tx,
  { connectionId, limit, lanes, acceptedUntil }: Claimable,
  now: Date,
): Promise<ClaimableRow[]> {
  const rows = await tx.query<(DeliveryRecord & Omit<ClaimableRow, 'record'>)[]>(
    lanes === null ? ALL : OF_LANES,
    [connectionId, now, limit, acceptedUntil, ...(lanes === null ? [] : [lanes])],
  );
  return rows.map(({ candidate, ofLane, ...record }) => ({
    candidate,
    ofLane,
    record: (record.id as string | null) === null ? null : record,
  }));
}

const claimable = (condition: string): string =>
  `with due as materialized (
       select d.id, d.lane from delivery d
       where d.connection_id = $1 and d.state = 'accepted'${condition}
         and ($4::timestamptz is null or d.accepted_at <= $4)
         and (d.next_attempt_at is null or d.next_attempt_at <= $2)
         and (d.deadline_at is null or d.deadline_at > $2)
         and not exists (
           select from delivery busy where busy.connection_id = $1 and busy.lane = d.lane
             and busy.state in ('sending', 'uncertain'))
         and not exists (
           select from delivery first where first.connection_id = $1 and first.lane = d.lane
             and first.state = 'accepted' and first.next_attempt_at > $2
             and (first.sort_key, first.id) < (d.sort_key, d.id))
       order by d.id limit $3
     ), lanes as (
       select lane, min(id::text) as turn from due group by lane
     ), candidates as materialized (
       select c.id, lanes.lane, lanes.turn, c.sort_key
       from lanes cross join lateral (
         select d.id, d.sort_key from delivery d
         where d.connection_id = $1 and d.lane = lanes.lane and d.state = 'accepted'
           and ($4::timestamptz is null or d.accepted_at <= $4)
         order by d.sort_key, d.id limit $3 + 1
       ) c
       order by lanes.turn, c.sort_key, c.id limit $3 + 1
     )
     select c.id as candidate, c.lane as "ofLane", ${recordOf('mine')}
     from candidates c left join lateral (
       select d.* from delivery d where d.id = c.id for update skip locked
     ) mine on true
     order by c.turn, c.sort_key, c.id`;

/** Planned anew each time: what is best depends on how much waits. */
const ALL = claimable('');

const OF_LANES = kept(claimable(' and d.lane = any($5::text[])'));
