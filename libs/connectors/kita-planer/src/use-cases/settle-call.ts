import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryNews, type DeliveryRecord } from '@gateway/delivery';
import { ProtocolLog, type NewEntry } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { CallResult } from '../domain/call-result';
import type { RecordOutcome } from '../domain/record-outcomes';
import { classifyCall } from '../protocol/classify-call';
import { profiles } from '../protocol/profiles';
import { storedAnswer } from '../storage/stored-answer';
import type { Context } from './context';
import { Credentials } from './credentials';
import type { EndedCall } from './import-call';
import { recordsMoved } from './record-trail';

/** What the partner said about a record, as it is kept: codes in clear, words sealed. */
interface Told {
  readonly record: DeliveryRecord;
  readonly outcome: RecordOutcome | undefined;
  readonly message: Buffer | undefined;
  readonly notices: readonly { readonly code: string | null; readonly fields: readonly string[] }[];
}

export interface Settled extends CallResult {
  readonly exported: number;
  readonly refused: number;
  readonly unclear: number;
}

/**
 * Writes down what became of a call: the answer first, then – in a transaction of its own, which may be
 * repeated – every record, its protocol entry, the call and what is left to do (chapters 5.5 and 5.6).
 */
@Injectable()
export class SettleCall {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly payloads: Payloads,
    private readonly protocol: ProtocolLog,
    private readonly credentials: Credentials,
    private readonly audit: AuditTrail,
  ) {}

  /** Keeps the raw answer, sealed, before anything is made of it. */
  async keepAnswer(ended: EndedCall): Promise<void> {
    const { call, exchange } = ended;
    await this.database.tenant(call.tenant, async (tx) => {
      const answer = await this.seal(tx, ended);
      const durationMs = Math.round(exchange.timings.totalMs);
      await this.protocol.answered(tx, call, { httpStatus: exchange.status, answer, durationMs });
    });
  }

  /** Reads the answer and settles every record of the call. Doing it again changes nothing. */
  async run(
    tx: Tx,
    ended: EndedCall,
    context: Context,
    { keepAnswer }: { readonly keepAnswer: boolean },
  ): Promise<Settled> {
    const { call, records, exchange } = ended;
    const result = resultOf(ended, context);
    const told = await this.sealTold(tx, call.tenant, records, result);
    const { changed } = await this.deliveries.apply(
      tx,
      told.map((item) => newsOf(item, result)),
      new Date(),
    );
    const returned = result.outcomes.length === 0;
    const counts = countsOf(result.outcomes);
    const answer = keepAnswer ? await this.seal(tx, ended) : undefined;
    await this.protocol.close(
      tx,
      call,
      {
        outcomeClass: result.class,
        code: ended.credentialProblem ?? result.errorCode ?? result.reason,
        succeeded: counts.exported,
        refused: counts.refused,
        unclear: counts.unclear,
        partnerRef: result.sourceId,
        partnerCompletedAt: momentOf(result.completedAt),
        warnings: result.warnings,
        followUp: result.followUp ? 'open' : undefined,
        ...(keepAnswer
          ? { httpStatus: exchange.status, answer, durationMs: Math.round(exchange.timings.totalMs) }
          : {}),
      },
      told.map((item) =>
        entryOf(item, returned ? result.class : undefined, ended.credentialProblem ?? result.reason),
      ),
    );
    const { tenant, actor } = context;
    await this.audit.record(
      tx,
      recordsMoved(changed, { tenant, actor, req: call.id, endpoint: hostOf(context) }),
    );
    if (result.advice.lockCredential && ended.credential)
      await this.credentials.lock(tx, context, ended.credential, result.advice.lockCredential);
    return { ...result, ...counts };
  }

  /** One protocol entry for each record of a call that ended without anybody's answer. */
  entriesFor(records: readonly DeliveryRecord[], outcome: string, code: string): NewEntry[] {
    return records.map((record) =>
      entryOf({ record, outcome: undefined, message: undefined, notices: [] }, outcome, code),
    );
  }

  private async seal(tx: Tx, { call, exchange }: EndedCall): Promise<Buffer | undefined> {
    const item = { context: `answer ${call.id}`, plain: storedAnswer(exchange) };
    return (await this.payloads.sealForTenant(tx, call.tenant, [item]))[0];
  }

  private async sealTold(
    tx: Tx,
    tenant: string,
    records: readonly DeliveryRecord[],
    result: CallResult,
  ): Promise<Told[]> {
    const outcomes = new Map(result.outcomes.map((outcome) => [outcome.id, outcome]));
    const spoken = records.flatMap((record) => {
      const words = wordsOf(outcomes.get(record.id));
      return words
        ? [{ id: record.id, subject: record.subjectId ?? '', context: `message ${record.id}`, plain: words }]
        : [];
    });
    const sealed = await this.payloads.seal(tx, tenant, spoken);
    const messages = new Map(spoken.map(({ id }, index) => [id, sealed[index]]));
    return records.map((record) => {
      const outcome = outcomes.get(record.id);
      return { record, outcome, message: messages.get(record.id), notices: noticesOf(outcome) };
    });
  }
}

function resultOf({ call, records, exchange }: EndedCall, { settings }: Context): CallResult {
  return classifyCall(exchange, {
    records: (records.length > 0 ? records : call.records).map(({ id, refs }) => ({
      id,
      kitaId: String(refs.kitaId),
      childId: String(refs.childId),
    })),
    profile: profiles[settings.wireProfile],
    options: { masterDataNoticeIsError: settings.masterDataNoticeIsError },
  });
}

function newsOf({ record, outcome, message, notices }: Told, result: CallResult): DeliveryNews {
  const { id, fence } = record;
  const brought = { ...(message ? { message } : {}), ...(outcome ? { notices: notices.map(toNotice) } : {}) };
  if (!outcome) {
    const retryAt =
      result.advice.retryAfterSeconds === undefined ? null : later(result.advice.retryAfterSeconds);
    const type = result.class === 'NICHT_GESENDET' ? 'not-sent' : 'refused-call';
    return { id, event: { type, fence, code: result.errorCode ?? result.reason, retryAt } };
  }
  switch (outcome.result) {
    case 'EXPORTIERT':
      return { id, ...brought, event: { type: 'answered', fence, outcome: 'delivered', code: null } };
    case 'EXPORTIERT_MIT_HINWEIS':
      return {
        id,
        ...brought,
        event: {
          type: 'answered',
          fence,
          outcome: 'delivered-with-notice',
          code: outcome.hints[0]?.code ?? null,
        },
      };
    case 'FEHLER_IN_KITA_PLANER':
      return {
        id,
        ...brought,
        event: { type: 'answered', fence, outcome: 'rejected', code: outcome.errorCode ?? 'OHNE_CODE' },
      };
    case 'UNGEKLAERT':
      return {
        id,
        ...brought,
        event: { type: 'answered', fence, outcome: 'uncertain', code: outcome.reason },
      };
  }
}

function entryOf(
  { record, outcome, message, notices }: Told,
  returnedClass: string | undefined,
  reason: string,
): NewEntry {
  return {
    id: newId(),
    record: record.id,
    recordNumber: record.number ?? '',
    subject: record.subjectId ?? '',
    lane: record.lane,
    place: String(record.refs.kitaId),
    outcome: outcome?.result ?? returnedClass ?? 'UNGEKLAERT',
    code: outcome ? codeOf(outcome) : reason,
    message,
    notices,
  };
}

const codeOf = (outcome: RecordOutcome): string | undefined => {
  switch (outcome.result) {
    case 'EXPORTIERT':
      return undefined;
    case 'EXPORTIERT_MIT_HINWEIS':
      return outcome.hints[0]?.code;
    case 'FEHLER_IN_KITA_PLANER':
      return outcome.errorCode;
    case 'UNGEKLAERT':
      return outcome.reason;
  }
};

/** The partner's words about a record, verbatim; undefined where it said none. */
function wordsOf(outcome: RecordOutcome | undefined): string | undefined {
  if (!outcome || outcome.result === 'EXPORTIERT' || outcome.result === 'UNGEKLAERT') return undefined;
  const message = outcome.result === 'FEHLER_IN_KITA_PLANER' ? (outcome.message ?? null) : null;
  return JSON.stringify({ message, hints: outcome.hints });
}

const noticesOf = (outcome: RecordOutcome | undefined): Told['notices'] =>
  outcome && 'hints' in outcome
    ? outcome.hints.map(({ code, fields }) => ({ code: code ?? null, fields: fields.map(asFieldName) }))
    : [];

const toNotice = ({ code, fields }: Told['notices'][number]): { code: string | null; fields: string } => ({
  code,
  fields: fields.join(' '),
});

/** A partner's field name is text of a stranger: only what looks like one is kept in clear. */
const asFieldName = (name: string): string => (/^[A-Za-z0-9_ÄÖÜäöü]{1,60}$/.test(name) ? name : '?');

function countsOf(outcomes: readonly RecordOutcome[]): Pick<Settled, 'exported' | 'refused' | 'unclear'> {
  const count = (...results: RecordOutcome['result'][]): number =>
    outcomes.filter(({ result }) => results.includes(result)).length;
  return {
    exported: count('EXPORTIERT', 'EXPORTIERT_MIT_HINWEIS'),
    refused: count('FEHLER_IN_KITA_PLANER'),
    unclear: count('UNGEKLAERT'),
  };
}

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);

/** `22.11.2026 07:15:03`, German time of the Kita-Planer. */
function momentOf(text: string | undefined): Date | undefined {
  const match = /^(\d{2})\.(\d{2})\.(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text ?? '');
  if (!match) return undefined;
  const [, day, month, year, hour = '00', minute = '00', second = '00'] = match;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}

const hostOf = ({ settings }: Context): string => new URL(settings.baseUrl).host;
