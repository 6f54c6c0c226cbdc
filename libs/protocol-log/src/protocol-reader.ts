import type { Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { FollowUp } from './storage/protocol-call.entity';
import { ProtocolCall } from './storage/protocol-call.entity';
import { ProtocolEntry } from './storage/protocol-entry.entity';

/** Where a page ends: the time and id of its last row. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

export interface CallFilter {
  readonly connection: string;
  readonly run?: string | undefined;
  readonly outcomeClass?: string | undefined;
  readonly followUp?: FollowUp | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface EntryFilter {
  readonly connection: string;
  readonly call?: string | undefined;
  readonly record?: string | undefined;
  readonly outcome?: string | undefined;
  readonly code?: string | undefined;
  readonly lane?: string | undefined;
  readonly place?: string | undefined;
  /** Every token must belong to the subject's name. */
  readonly nameTokens?: readonly Buffer[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

interface PageRequest {
  readonly limit: number;
  readonly after?: Position | undefined;
}

/** Reads the protocol newest first, a page at a time, however many rows there are. */
@Injectable()
export class ProtocolReader {
  /** @throws {NotFound} for an id this tenant does not have */
  async call(tx: Tx, id: string): Promise<ProtocolCall> {
    const call = await tx.findOneBy(ProtocolCall, { id });
    if (!call) throw new NotFound('call', id);
    return call;
  }

  /** Those of these calls that there are, in no order. */
  callsById(tx: Tx, ids: readonly string[]): Promise<ProtocolCall[]> {
    return tx
      .createQueryBuilder(ProtocolCall, 'row')
      .where('row.tenantId = current_tenant() and row.id = any(:ids)', { ids })
      .getMany();
  }

  calls(tx: Tx, filter: CallFilter, page: PageRequest): Promise<ProtocolCall[]> {
    const query = tx
      .createQueryBuilder(ProtocolCall, 'row')
      .where('row.tenantId = current_tenant() and row.connectionId = :connection', {
        connection: filter.connection,
      });
    equal(query, { runId: filter.run, outcomeClass: filter.outcomeClass, followUp: filter.followUp });
    return newestFirst(query, 'startedAt', filter, page);
  }

  entries(tx: Tx, filter: EntryFilter, page: PageRequest): Promise<ProtocolEntry[]> {
    const query = tx
      .createQueryBuilder(ProtocolEntry, 'row')
      .where('row.tenantId = current_tenant() and row.connectionId = :connection', {
        connection: filter.connection,
      });
    const { call, record, outcome, code, lane, place } = filter;
    equal(query, { callId: call, recordId: record, outcome, code, lane, place });
    // One condition each: so the planner knows a common name from a rare one, and where to begin.
    for (const [index, token] of (filter.nameTokens ?? []).entries())
      query.andWhere(
        `exists (select from subject_name
           where tenant_id = current_tenant() and token = :token${index} and subject_id = row.subjectId)`,
        { [`token${index}`]: token },
      );
    return newestFirst(query, 'at', filter, page);
  }

  /** Entries per outcome, for the chips above a list; counted up to `cap` each. */
  async outcomes(
    tx: Tx,
    connection: string,
    { from, to }: { from?: Date; to?: Date },
  ): Promise<Record<string, number>> {
    const rows = await tx.query<{ outcome: string; count: number }[]>(
      `select outcome, count(*)::int as count from protocol_entry
       where tenant_id = current_tenant() and connection_id = $1
         and at >= coalesce($2, '-infinity'::timestamptz) and at < coalesce($3, 'infinity'::timestamptz)
       group by outcome`,
      [connection, from ?? null, to ?? null],
    );
    return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
  }

  /** Ticks a follow-up off. False when it was done already or there is none. */
  async followUpDone(tx: Tx, id: string, by: { type: string; id: string }): Promise<boolean> {
    const [rows] = await tx.query<[unknown[], number]>(
      `update protocol_call set follow_up = 'done', follow_up_done_at = now(), follow_up_done_by = $2
       where tenant_id = current_tenant() and id = $1 and follow_up = 'open' returning id`,
      [id, JSON.stringify({ type: by.type, id: by.id })],
    );
    return rows.length === 1;
  }
}

type Query<T extends object> = SelectQueryBuilder<T>;

function equal<T extends object>(
  query: Query<T>,
  values: Readonly<Record<string, string | undefined>>,
): void {
  for (const [column, value] of Object.entries(values))
    if (value !== undefined) query.andWhere(`row.${column} = :${column}`, { [column]: value });
}

function newestFirst<T extends object>(
  query: Query<T>,
  time: 'at' | 'startedAt',
  { from, to }: { readonly from?: Date | undefined; readonly to?: Date | undefined },
  { limit, after }: PageRequest,
): Promise<T[]> {
  if (from) query.andWhere(`row.${time} >= :from`, { from });
  if (to) query.andWhere(`row.${time} < :to`, { to });
  if (after)
    query.andWhere(`(row.${time}, row.id) < (:afterAt, :afterId)`, { afterAt: after.at, afterId: after.id });
  return query.orderBy(`row.${time}`, 'DESC').addOrderBy('row.id', 'DESC').limit(limit).getMany();
}
