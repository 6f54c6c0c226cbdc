import { newId } from '@gateway/database';
import type { DeliveryNews, DeliveryRecord } from '@gateway/delivery';
import type { NewEntry } from '@gateway/protocol-log';
import type { CallResult } from '../domain/call-result';
import type { RecordOutcome } from '../domain/record-outcomes';

/** What the partner said about a record, as it is kept: codes in clear, words sealed. */
export interface Told {
  readonly record: DeliveryRecord;
  readonly outcome: RecordOutcome | undefined;
  readonly message: Buffer | undefined;
  readonly notices: readonly { readonly code: string | null; readonly fields: readonly string[] }[];
}

type AnsweredEvent = Extract<DeliveryNews['event'], { type: 'answered' }>;

/** What a call that is over means for the delivery of one record. */
export function newsOf({ record, outcome, message, notices }: Told, result: CallResult): DeliveryNews {
  const { id, fence } = record;
  const brought = { ...(message ? { message } : {}), ...(outcome ? { notices: notices.map(toNotice) } : {}) };
  if (!outcome) {
    const retryAt =
      result.advice.retryAfterSeconds === undefined ? null : later(result.advice.retryAfterSeconds);
    const type = result.class === 'NICHT_GESENDET' ? 'not-sent' : 'refused-call';
    return { id, event: { type, fence, code: result.errorCode ?? result.reason, retryAt } };
  }
  return { id, ...brought, event: { type: 'answered', fence, ...answerOf(outcome) } };
}

function answerOf(outcome: RecordOutcome): Pick<AnsweredEvent, 'outcome' | 'code'> {
  switch (outcome.result) {
    case 'EXPORTIERT':
      return { outcome: 'delivered', code: null };
    case 'EXPORTIERT_MIT_HINWEIS':
      return { outcome: 'delivered-with-notice', code: outcome.hints[0]?.code ?? null };
    case 'FEHLER_IN_KITA_PLANER':
      return { outcome: 'rejected', code: outcome.errorCode ?? 'OHNE_CODE' };
    case 'UNGEKLAERT':
      return { outcome: 'uncertain', code: outcome.reason };
  }
}

/** The protocol entry about one record. `returnedClass`: the class of a call whose records all go back. */
export function entryOf(
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
export function wordsOf(outcome: RecordOutcome | undefined): string | undefined {
  if (!outcome || outcome.result === 'EXPORTIERT' || outcome.result === 'UNGEKLAERT') return undefined;
  const message = outcome.result === 'FEHLER_IN_KITA_PLANER' ? (outcome.message ?? null) : null;
  return JSON.stringify({ message, hints: outcome.hints });
}

/** What hints say without their texts. */
export const noticesOf = (outcome: RecordOutcome | undefined): Told['notices'] =>
  outcome && 'hints' in outcome
    ? outcome.hints.map(({ code, fields }) => ({ code: code ?? null, fields: fields.map(asFieldName) }))
    : [];

const toNotice = ({ code, fields }: Told['notices'][number]): { code: string | null; fields: string } => ({
  code,
  fields: fields.join(' '),
});

/** A partner's field name is text of a stranger: only what looks like one is kept in clear. */
const asFieldName = (name: string): string => (/^[A-Za-z0-9_ÄÖÜäöü]{1,60}$/.test(name) ? name : '?');

const later = (seconds: number): Date => new Date(Date.now() + seconds * 1_000);
