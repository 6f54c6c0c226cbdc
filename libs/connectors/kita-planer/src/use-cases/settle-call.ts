import { AuditTrail } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryHead, type DeliveryRecord } from '@gateway/delivery';
import { ProtocolLog, type NewEntry, type ProtocolCall } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { CallResult } from '../domain/call-result';
import type { RecordOutcome } from '../domain/record-outcomes';
import { momentOf } from '../protocol/german-time';
import { forgetAnswer } from '../storage/forgetting';
import { exchangeFrom, storedAnswer } from '../storage/stored-answer';
import type { Context } from './context';
import { Credentials } from './credentials';
import type { CallExchange, EndedCall } from './import-call';
import { entryOf, newsOf, noticesOf, wordsOf, type Told } from './record-news';
import { recordsMoved } from './record-trail';

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

  /**
   * Reads the answer and settles every record of the call. Doing it again changes nothing. An answer that
   * comes after the call was given up counts where nobody has decided otherwise in between.
   */
  async run(
    tx: Tx,
    ended: EndedCall,
    context: Context,
    { keepAnswer }: { readonly keepAnswer: boolean },
  ): Promise<Settled> {
    const { call, result } = ended;
    const { told, erased } = await this.sealTold(tx, call.tenant, call.records, result);
    const { changed } = await this.deliveries.apply(
      tx,
      told.map((item) => newsOf(item, result)),
      new Date(),
    );
    // After the deliveries, in the order in which everybody locks them. Where all have changed, it counts for all.
    const isLate = changed.length < told.length && (await this.protocol.isClosed(tx, call));
    if (!isLate || changed.length > 0) {
      const counting = isLate ? only(told, changed) : told;
      await this.close(tx, ended, { told, counting, keepAnswer });
    }
    if (erased) await forgetAnswer(tx, call);
    const { tenant, actor } = context;
    this.audit.recordSoon(
      tx,
      recordsMoved(changed, { tenant, actor, req: call.id, endpoint: hostOf(context) }),
    );
    if (result.advice.lockCredential && ended.credential)
      await this.credentials.lock(tx, context, ended.credential, result.advice.lockCredential);
    return { ...result, ...countsOf(result.outcomes) };
  }

  /** Puts the end of the call on record, with an entry for each record it still counts for. */
  private async close(
    tx: Tx,
    ended: EndedCall,
    {
      told,
      counting,
      keepAnswer,
    }: {
      readonly told: readonly Told[];
      readonly counting: readonly Told[];
      readonly keepAnswer: boolean;
    },
  ): Promise<void> {
    const { call, exchange, result, credentialProblem } = ended;
    const returnedClass = result.outcomes.length === 0 ? result.class : undefined;
    const counts = countsOf(counting.flatMap(({ outcome }) => outcome ?? []));
    await this.protocol.close(
      tx,
      call,
      {
        outcomeClass: result.class,
        code: credentialProblem ?? result.errorCode ?? result.reason,
        succeeded: counts.exported,
        refused: counts.refused,
        unclear: counts.unclear + told.length - counting.length,
        partnerRef: result.sourceId,
        partnerCompletedAt: momentOf(result.completedAt ?? ''),
        warnings: result.warnings,
        followUp: result.followUp ? 'open' : undefined,
        ...(keepAnswer
          ? {
              httpStatus: exchange.status,
              answer: await this.seal(tx, ended),
              durationMs: Math.round(exchange.timings.totalMs),
            }
          : {}),
      },
      counting.map((item) => entryOf(item, returnedClass, credentialProblem ?? result.reason)),
    );
  }

  /** No faulty row stays behind in real time (decision D5): the source was told and has to decide. */
  async giveBack(
    tx: Tx,
    { call }: EndedCall,
    { tenant, actor }: Context,
    { outcomes }: Pick<Settled, 'outcomes'>,
  ): Promise<void> {
    const news = outcomes
      .filter(({ result }) => result === 'FEHLER_IN_KITA_PLANER')
      .map(({ id }) => ({ id, event: { type: 'supersede', by: null } as const }));
    const { changed } = await this.deliveries.apply(tx, news, new Date());
    this.audit.recordSoon(tx, recordsMoved(changed, { tenant, actor, req: call.id }));
  }

  /** What came back from a call, as it was stored; undefined where nothing is. */
  async storedExchange(
    tx: Tx,
    { tenantId, id, answer, durationMs }: ProtocolCall,
  ): Promise<CallExchange | undefined> {
    if (!answer) return undefined;
    const [stored] = await this.payloads.openForTenant(tx, tenantId, [
      { context: `answer ${id}`, sealed: answer },
    ]);
    return stored && { ...exchangeFrom(stored), timings: { totalMs: durationMs ?? 0 } };
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

  /** `erased`: some child was erased while the call was under way; of those no words are kept. */
  private async sealTold(
    tx: Tx,
    tenant: string,
    records: readonly DeliveryRecord[],
    result: CallResult,
  ): Promise<{ told: Told[]; erased: boolean }> {
    const outcomes = new Map(result.outcomes.map((outcome) => [outcome.id, outcome]));
    const subjects = new Set(records.map(({ subjectId }) => subjectId ?? ''));
    const known = await this.payloads.existing(tx, tenant, [...subjects]);
    const spoken = records.flatMap(({ id, subjectId }) => {
      const subject = subjectId ?? '';
      const words = wordsOf(outcomes.get(id));
      return words && known.has(subject) ? [{ id, subject, context: `message ${id}`, plain: words }] : [];
    });
    const sealed = await this.payloads.sealUnlessErased(tx, tenant, spoken);
    const messages = new Map(spoken.map(({ id }, index) => [id, sealed[index]]));
    const told = records.map((record) => {
      const outcome = outcomes.get(record.id);
      return { record, outcome, message: messages.get(record.id), notices: noticesOf(outcome) };
    });
    return { told, erased: known.size < subjects.size || sealed.includes(undefined) };
  }
}

/** What was said about those records that it changed. */
function only(told: readonly Told[], changed: readonly DeliveryHead[]): Told[] {
  const ids = new Set(changed.map(({ id }) => id));
  return told.filter(({ record }) => ids.has(record.id));
}

function countsOf(outcomes: readonly RecordOutcome[]): Pick<Settled, 'exported' | 'refused' | 'unclear'> {
  const count = (...results: RecordOutcome['result'][]): number =>
    outcomes.filter(({ result }) => results.includes(result)).length;
  return {
    exported: count('EXPORTIERT', 'EXPORTIERT_MIT_HINWEIS'),
    refused: count('FEHLER_IN_KITA_PLANER'),
    unclear: count('UNGEKLAERT'),
  };
}

const hostOf = ({ settings }: Context): string => new URL(settings.baseUrl).host;
