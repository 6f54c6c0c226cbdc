import type { Exchange } from '@gateway/egress';
import type { CallAnswer, ReadableAnswer } from '../domain/call-answer';
import type { CallAdvice, CallClass, CallResult, CredentialLock } from '../domain/call-result';
import {
  recordOutcomes,
  type OutcomeOptions,
  type RecordOutcome,
  type SentRecord,
  type UncertainReason,
} from '../domain/record-outcomes';
import type { KitaPlanerDrahtprofil } from './drahtprofil';

/** The part of an exchange that decides. */
export type CallExchange = Pick<Exchange, 'reached' | 'reason' | 'status' | 'body' | 'retryAfterSeconds'>;

export interface SentCall {
  readonly records: readonly SentRecord[];
  readonly profile: KitaPlanerDrahtprofil;
  readonly options: OutcomeOptions;
}

/**
 * What became of a call and of every record in it, from how far it got and what came back (chapter 5.5,
 * cases 11 to 33). Pure: applying the same exchange again gives the same result.
 */
export function classifyCall(exchange: CallExchange, sent: SentCall): CallResult {
  const answer = exchange.body && sent.profile.dekodieren(exchange.body);
  switch (exchange.reached) {
    case 'not-sent':
      return returned('NICHT_GESENDET', exchange, undefined, {
        next: exchange.reason === 'REQUEST_TOO_LARGE' ? 'halve' : 'stop',
      });
    case 'not-processed':
      return returned('NICHT_VERARBEITET', exchange, answer, {
        next: 'stop',
        ...(exchange.retryAfterSeconds !== undefined && {
          retryAfterSeconds: Math.min(exchange.retryAfterSeconds, longestWait),
        }),
      });
    case 'refused':
      return refused(exchange, answer);
    case 'unknown':
      return uncertain(exchange, sent, withoutAnswer(exchange));
    case 'answered':
      return answer?.readable ? answered(exchange, answer, sent) : uncertain(exchange, sent, answer?.because);
  }
}

/** Seconds. */
const longestWait = 900;

/** Statuses that speak about the certificate, and those that speak about user and password. */
const certificateStatuses = new Set([403, 495, 496]);
const loginStatus = 401;
const tooLarge = 413;

function refused(exchange: CallExchange, answer: CallAnswer | undefined): CallResult {
  const { reason, status = 0 } = exchange;
  const lock = answer?.readable ? lockFor.get(answer.errorCode ?? '') : undefined;
  if (status === loginStatus || (status === 403 && lock === 'KP-Z10')) {
    return returned('ABGELEHNT_ANMELDUNG', exchange, answer, { next: 'stop', lockCredential: 'KP-Z10' });
  }
  if (reason === 'CLIENT_CERTIFICATE_REFUSED' || certificateStatuses.has(status)) {
    return returned('ABGELEHNT_ZERTIFIKAT', exchange, answer, { next: 'stop', lockCredential: 'KP-Z09' });
  }
  return returned('ABGELEHNT_AUFRUF', exchange, answer, { next: status === tooLarge ? 'halve' : 'stop' });
}

/** The transport worked; the envelope decides whether the call as a whole was turned down. */
function answered(exchange: CallExchange, answer: ReadableAnswer, sent: SentCall): CallResult {
  if (answer.records.length > 0) return perRecord(exchange, answer, sent);

  // “Partly imported” without saying which, or “all imported” without naming any.
  const perhapsImported =
    answer.status === 0 || answer.status === 2 || (answer.counts.imported ?? 0) > 0 || !!answer.completedAt;
  if (perhapsImported) return uncertain(exchange, sent, 'ANTWORT_UNVOLLSTAENDIG', answer);

  const result = returned('ABGELEHNT_AUFRUF', exchange, { readable: true, ...answer }, refusalAdvice(answer));
  return { ...result, followUp: true };
}

/** What the Kita-Planer's own codes say about the credential (chapter 5.4). */
const lockFor: ReadonlyMap<string, CredentialLock> = new Map([
  ['KP-101', 'KP-Z09'],
  ['KP-102', 'KP-Z09'],
  ['KP-103', 'KP-Z09'],
  ['KP-104', 'KP-Z09'],
  ['KP-105', 'KP-Z10'],
]);

/**
 * A refusal without a code is most likely a wrong password, the one refusal that is documented. Every
 * repetition would leave one more Datenquelle to be cleared by hand: nothing more until a person has looked.
 */
function refusalAdvice({ errorCode }: ReadableAnswer): CallAdvice {
  if (errorCode === 'KP-112') return { next: 'halve' };

  const lock = errorCode === undefined ? 'KP-Z11' : lockFor.get(errorCode);
  return { next: 'stop', ...(lock && { lockCredential: lock }) };
}

function perRecord(exchange: CallExchange, answer: ReadableAnswer, sent: SentCall): CallResult {
  const { outcomes, warnings } = recordOutcomes(answer, sent.records, sent.options);
  return {
    ...facts('BEANTWORTET', exchange, answer),
    outcomes,
    warnings: [...new Set([...answer.warnings, ...warnings])],
    // A record nobody sent may be another's: somebody has to look, whatever the envelope says.
    followUp: answer.completedAt === undefined || warnings.includes('FREMDER_DATENSATZ'),
    advice: { next: 'continue' },
  };
}

/** Certainly nothing was done: the records go back. */
function returned(
  callClass: CallClass,
  exchange: CallExchange,
  answer: CallAnswer | undefined,
  advice: CallAdvice,
): CallResult {
  const read = answer?.readable ? answer : undefined;
  return {
    ...facts(callClass, exchange, read),
    outcomes: [],
    warnings: read?.warnings ?? [],
    followUp: read?.sourceId !== undefined && read.completedAt === undefined,
    advice,
  };
}

function uncertain(
  exchange: CallExchange,
  { records }: SentCall,
  reason: UncertainReason = 'ANTWORT_UNLESBAR',
  answer?: ReadableAnswer,
): CallResult {
  return {
    ...facts('UNGEKLAERT', exchange, answer),
    reason: exchange.reached === 'answered' ? reason : exchange.reason,
    outcomes: records.map(({ id }): RecordOutcome => ({ id, result: 'UNGEKLAERT', reason })),
    warnings: answer?.warnings ?? [],
    followUp: true,
    advice: { next: 'stop' },
  };
}

const unreadable = new Set(['ANSWER_CUT', 'ANSWER_ENCODED', 'ANSWER_TOO_LARGE', 'ANSWER_UNREADABLE']);

const withoutAnswer = ({ reason }: CallExchange): UncertainReason =>
  unreadable.has(reason) ? 'ANTWORT_UNLESBAR' : 'KEINE_ANTWORT';

type CallFacts = Pick<
  CallResult,
  'class' | 'reason' | 'httpStatus' | 'errorCode' | 'message' | 'sourceId' | 'completedAt'
>;

const facts = (
  callClass: CallClass,
  { reason, status }: CallExchange,
  { errorCode, message, sourceId, completedAt }: Partial<ReadableAnswer> = {},
): CallFacts => ({
  class: callClass,
  reason,
  ...(status !== undefined && { httpStatus: status }),
  ...(errorCode !== undefined && { errorCode }),
  ...(message !== undefined && { message }),
  ...(sourceId !== undefined && { sourceId }),
  ...(completedAt !== undefined && { completedAt }),
});
