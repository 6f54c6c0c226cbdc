import type { Actor } from '@gateway/audit';
import { kept, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import {
  ProtocolCall,
  type CallCredential,
  type CallPhase,
  type FollowUp,
} from './storage/protocol-call.entity';

/** The key of a call. The start goes with the id, because it tells the month the row is in. */
export interface CallRef {
  readonly tenant: string;
  readonly id: string;
  readonly startedAt: Date;
}

export interface NewCall extends CallRef {
  readonly connection: string;
  readonly number: string;
  readonly run?: string | undefined;
  readonly trigger: string;
  readonly actor: Actor;
  readonly endpoint: string;
  readonly phase: Extract<CallPhase, 'prepared' | 'sending'>;
  readonly sent: number;
  readonly credential?: CallCredential | undefined;
  readonly requestHash?: Buffer | undefined;
}

/** What came back, as far as anything did. */
export interface CallAnswer {
  readonly httpStatus?: number | undefined;
  /** Sealed by the caller. */
  readonly answer?: Buffer | undefined;
  readonly durationMs: number;
}

/** What became of a call and its records. */
export interface CallResult {
  readonly outcomeClass: string;
  readonly code?: string | undefined;
  readonly succeeded: number;
  readonly refused: number;
  readonly unclear: number;
  readonly partnerRef?: string | undefined;
  readonly partnerCompletedAt?: Date | undefined;
  readonly warnings: readonly string[];
  readonly followUp?: FollowUp | undefined;
}

export interface NewEntry {
  readonly id: string;
  readonly record: string;
  readonly recordNumber: string;
  readonly subject: string;
  readonly lane: string;
  readonly place?: string | undefined;
  readonly outcome: string;
  readonly code?: string | undefined;
  readonly message?: Buffer | undefined;
  readonly notices: readonly { code: string | null; fields: readonly string[] }[];
}

/** Writes down every exchange with a partner: one row per call, one row per record per call. */
@Injectable()
export class ProtocolLog {
  /**
   * Stores a call before it is made; again with `sending`, what it is about to be sent with. The intent is committed
   * before the first byte leaves (promise D4).
   */
  async begin(tx: Tx, call: NewCall): Promise<void> {
    await tx.query(
      kept(`insert into protocol_call (tenant_id, id, started_at, connection_id, number, run_id, trigger, actor, endpoint,
         phase, sent, credential, request_hash)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (tenant_id, id, started_at) do update
         set phase = excluded.phase, credential = excluded.credential, request_hash = excluded.request_hash`),
      [
        ...[
          call.tenant,
          call.id,
          call.startedAt,
          call.connection,
          call.number,
          call.run ?? null,
          call.trigger,
        ],
        ...[JSON.stringify(call.actor), call.endpoint, call.phase, call.sent],
        ...[call.credential ? JSON.stringify(call.credential) : null, call.requestHash ?? null],
      ],
    );
  }

  /** What came back, stored before it is acted on. */
  async answered(tx: Tx, call: CallRef, { httpStatus, answer, durationMs }: CallAnswer): Promise<void> {
    await tx.query(
      kept(`update protocol_call set phase = case phase when 'closed' then phase else 'answered' end,
         http_status = $4, answer = $5, duration_ms = $6
       where tenant_id = $1 and id = $2 and started_at = $3`),
      [call.tenant, call.id, call.startedAt, httpStatus ?? null, answer ?? null, durationMs],
    );
  }

  /** The end of a call: its class, its counts, what it leaves to do, and one entry per record. */
  async close(
    tx: Tx,
    call: CallRef & { readonly connection: string },
    result: CallResult & Partial<CallAnswer>,
    entries: readonly NewEntry[],
  ): Promise<void> {
    await tx.query(CLOSE, closing(call, result, entries));
  }

  /** The same, unless somebody has ended the call already: then nothing is written. */
  async closeOnce(
    tx: Tx,
    call: CallRef & { readonly connection: string },
    result: CallResult & Partial<CallAnswer>,
    entries: readonly NewEntry[],
  ): Promise<void> {
    await tx.query(CLOSE_ONCE, closing(call, result, entries));
  }

  /** Whether somebody has ended the call already; nobody else can until the caller's transaction is over. */
  async isClosed(tx: Tx, { tenant, id, startedAt }: CallRef): Promise<boolean> {
    const [call] = await tx.query<{ phase: CallPhase }[]>(
      kept(`select phase from protocol_call where tenant_id = $1 and id = $2 and started_at = $3 for update`),
      [tenant, id, startedAt],
    );
    return call?.phase === 'closed';
  }

  /** Calls of this connection that were begun and not closed, oldest first; `phase` tells how far they came. */
  unfinished(tx: Tx, connection: string): Promise<ProtocolCall[]> {
    return tx
      .createQueryBuilder(ProtocolCall, 'call')
      .where(
        `call.tenantId = current_tenant() and call.connectionId = :connection and call.phase <> 'closed'`,
        { connection },
      )
      .orderBy('call.startedAt')
      .getMany();
  }

  /** How far these calls are on record; a closed one counts as sent. */
  async phases(tx: Tx, ids: readonly string[]): Promise<Map<string, 'prepared' | 'sending' | 'answered'>> {
    const rows = await tx.query<{ id: string; phase: CallPhase }[]>(
      kept(`select id, phase from protocol_call where tenant_id = current_tenant() and id = any($1::uuid[])`),
      [ids],
    );
    return new Map(rows.map(({ id, phase }) => [id, phase === 'closed' ? 'sending' : phase]));
  }
}

/** Both tables in one statement; the entries only with the call. */
const closeWhere = (condition: string): string =>
  kept(`with closed as (
     update protocol_call set phase = 'closed', class = $4, code = $5, succeeded = $6, refused = $7, unclear = $8,
       partner_ref = $9, partner_completed_at = $10, warnings = $11, ended_at = now(),
       follow_up = case follow_up when 'done' then follow_up else $12 end,
       http_status = coalesce($13, http_status), answer = coalesce($14, answer), duration_ms = coalesce($15, duration_ms)
     where tenant_id = $1 and id = $2 and started_at = $3${condition}
     returning id)
   insert into protocol_entry (tenant_id, id, at, connection_id, call_id, record_id, record_number, subject_id, lane,
     place, outcome, code, message, notices)
   select $1, e.id, date_trunc('milliseconds', now()), $16, $2, e.record, e.number, e.subject, e.lane, e.place, e.outcome, e.code, e.message, e.notices
   from unnest($17::uuid[], $18::uuid[], $19::text[], $20::uuid[], $21::text[], $22::text[], $23::text[], $24::text[],
     $25::bytea[], $26::jsonb[]) as e(id, record, number, subject, lane, place, outcome, code, message, notices)
   where exists (select from closed)`);

const CLOSE = closeWhere('');
const CLOSE_ONCE = closeWhere(` and phase <> 'closed'`);

const closing = (
  call: CallRef & { readonly connection: string },
  result: CallResult & Partial<CallAnswer>,
  entries: readonly NewEntry[],
): unknown[] => [
  ...[call.tenant, call.id, call.startedAt, result.outcomeClass, result.code ?? null],
  ...[result.succeeded, result.refused, result.unclear],
  ...[result.partnerRef ?? null, result.partnerCompletedAt ?? null],
  ...[result.warnings.length > 0 ? JSON.stringify(result.warnings) : null, result.followUp ?? null],
  ...[result.httpStatus ?? null, result.answer ?? null, result.durationMs ?? null, call.connection],
  entries.map((entry) => entry.id),
  entries.map((entry) => entry.record),
  entries.map((entry) => entry.recordNumber),
  entries.map((entry) => entry.subject),
  entries.map((entry) => entry.lane),
  entries.map((entry) => entry.place ?? null),
  entries.map((entry) => entry.outcome),
  entries.map((entry) => entry.code ?? null),
  entries.map((entry) => entry.message ?? null),
  entries.map((entry) => (entry.notices.length > 0 ? JSON.stringify(entry.notices) : null)),
];
