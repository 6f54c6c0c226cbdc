import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryEvent, type DeliveryRecord } from '@gateway/delivery';
import { ProtocolLog, type CallRef } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import type { FeedbackEnd } from './feedback-ends';
import { feedbackMoved } from './feedback-trail';

export interface CallOnRecord extends CallRef {
  readonly connection: string;
  /** Without a query. */
  readonly endpoint: string;
}

interface EndedCall {
  readonly call: CallOnRecord;
  readonly end: FeedbackEnd;
  /** Absent where no call was made. */
  readonly facts?: {
    readonly httpStatus: number | undefined;
    readonly durationMs: number;
    readonly attempts: number;
  };
}

/** The words of OSO for the end of a call; the timeline of a Terugkoppeling consists of them. */
const words: Readonly<Record<FeedbackEnd['kind'], string>> = {
  registered: 'GEMELD',
  delivered: 'BEVESTIGD',
  rejected: 'AFGEWEZEN',
  uncertain: 'ONZEKER',
  'not-sent': 'MISLUKT',
  'turned-away': 'MISLUKT',
};

/** Writes down how a call ended, and what that means for the Terugkoppeling. */
@Injectable()
export class SettleFeedback {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly protocol: ProtocolLog,
    private readonly audit: AuditTrail,
  ) {}

  /** In one transaction: the state, the call, its entry and the audit entry. Doing it again changes nothing. */
  run(context: Context, { record }: { readonly record: DeliveryRecord }, ended: EndedCall): Promise<void> {
    const { tenant, actor } = context;
    return this.database.tenant(tenant, async (tx) => {
      const news = { id: record.id, event: eventOf(record, ended.end), notices: ended.end.notices };
      const { changed } = await this.deliveries.apply(tx, [news], new Date());
      await this.closeCall(tx, record, ended);
      const endpoint = new URL(ended.call.endpoint).host;
      await this.audit.record(tx, feedbackMoved(changed, { tenant, actor, endpoint }));
    });
  }

  /** Ends a call that did not decide about the Terugkoppeling, such as a melding that went well. */
  async closeCall(tx: Tx, record: DeliveryRecord, { call, end, facts }: EndedCall): Promise<void> {
    const outcome = words[end.kind];
    const code = end.rawCode ?? end.code;
    await this.protocol.closeOnce(tx, call, resultOf(end, facts, outcome), [entryOf(record, outcome, code)]);
  }
}

function resultOf(
  end: FeedbackEnd,
  facts: EndedCall['facts'],
  outcomeClass: string,
): Parameters<ProtocolLog['close']>[2] {
  const attempts = facts?.attempts ?? 1;
  const counts = { succeeded: 0, refused: 0, unclear: 0, ...COUNTED[end.kind] };
  return {
    ...{ outcomeClass, ...counts, code: end.reason ?? end.rawCode ?? end.code },
    warnings: attempts > 1 ? [...end.warnings, `ATTEMPTS_${attempts}`] : end.warnings,
    ...(facts ? { httpStatus: facts.httpStatus, durationMs: facts.durationMs } : {}),
  };
}

const COUNTED: Readonly<Record<FeedbackEnd['kind'], object>> = {
  registered: { succeeded: 1 },
  delivered: { succeeded: 1 },
  rejected: { refused: 1 },
  'turned-away': { refused: 1 },
  uncertain: { unclear: 1 },
  'not-sent': {},
};

/** The line of a Terugkoppeling in the protocol. */
export const entryOf = (
  { id, number, subjectId, refs }: DeliveryRecord,
  outcome: string,
  code: string | undefined,
): Parameters<ProtocolLog['close']>[3][number] => ({
  id: newId(),
  ...{ record: id, recordNumber: number ?? '', subject: subjectId ?? '', outcome, code },
  lane: `${String(refs.bronBrin)}/${String(refs.bronPoint)}`,
  place: `${String(refs.doelBrin)}/${String(refs.doelPoint)}`,
  notices: [],
});

function eventOf({ fence, deadlineAt }: DeliveryRecord, end: FeedbackEnd): DeliveryEvent {
  const code = end.code ?? null;
  switch (end.kind) {
    case 'registered':
    case 'delivered':
      return {
        type: 'answered',
        fence,
        code,
        outcome: end.warnings.length > 0 ? 'delivered-with-notice' : 'delivered',
      };
    case 'rejected':
    case 'uncertain':
      return { type: 'answered', fence, code, outcome: end.kind };
    // There is no next turn by itself, so its time is over at once.
    case 'not-sent':
      return { type: 'not-sent', fence, code: code ?? '', retryAt: deadlineAt };
    case 'turned-away':
      return { type: 'refused-call', fence, code: code ?? '', retryAt: deadlineAt };
  }
}
