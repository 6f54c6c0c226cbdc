import type { Exchange } from '@gateway/egress';
import type { Account } from './account';
import { answerIn, type AnswerWarning } from './answer-in';
import type { SoapAnswer } from './soap-door';

/** What became of a Terugkoppeling on its way to the school. */
export type Delivered =
  | { readonly kind: 'confirmed'; readonly warnings: readonly AnswerWarning[] }
  /** Certainly not received; `left` tells whether a byte of it left the house. */
  | { readonly kind: 'not-delivered'; readonly reason: string; readonly left: boolean }
  /** The address or who stands behind it is not one we send to; nothing left the house. */
  | { readonly kind: 'wrong-address'; readonly reason: string }
  | { readonly kind: 'uncertain'; readonly reason: string };

/**
 * Reads the answer of the school's system: a message that answers it is the confirmation, whatever it
 * says (dossier 5). A refusal is believed; silence and anything unreadable leave it open.
 */
export function judgeDelivery(
  answer: SoapAnswer,
  account: Pick<Account, 'profile' | 'strictNamespace'>,
): Delivered {
  const { exchange, envelope } = answer;
  if (envelope?.kind === 'fault') return { kind: 'not-delivered', reason: 'FAULT', left: true };
  if (exchange.reached !== 'answered') return withoutAnswer(exchange);
  const read = answerIn(answer, account);
  if (!read.values) return { kind: 'uncertain', reason: read.reason };
  const usual = read.values.resultaat === 'TerugkoppelingOntvangen';
  return { kind: 'confirmed', warnings: usual ? read.warnings : [...read.warnings, 'OTHER_CONTENT'] };
}

function withoutAnswer({ reached, reason, status }: Exchange): Delivered {
  if (reason === 'EGRESS_BLOCKED' || reason === 'URL_NOT_ALLOWED') return { kind: 'wrong-address', reason };
  if (reached === 'not-sent') return { kind: 'not-delivered', reason, left: false };
  const turnedAway =
    reached === 'refused' || (status !== undefined && status >= 300 && !PERHAPS_DONE.includes(status));
  return turnedAway ? { kind: 'not-delivered', reason, left: true } : { kind: 'uncertain', reason };
}

/** Somebody between us and the school lost patience: it may have arrived there. */
const PERHAPS_DONE = [408, 425, 502, 504];
