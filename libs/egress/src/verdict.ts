import type { Exchange, Reached, Reason } from './exchange';

/** The part of an exchange that is judged: how far it got, why, and who must act. */
export type Verdict = Pick<Exchange, 'reached' | 'reason' | 'configuration'>;

const verdict =
  (reached: Reached, configuration = false) =>
  (reason: Reason): Verdict => ({ reached, reason, configuration });

export const notSent = verdict('not-sent');
/** Not sent, and not before somebody has changed a setting. */
export const misconfigured = verdict('not-sent', true);
export const unknown = verdict('unknown');
export const refused = verdict('refused');
/** Refused, and so will be whatever else goes there until somebody has changed a setting. */
export const shutOut = verdict('refused', true);
export const notProcessed = verdict('not-processed');
export const answered = verdict('answered');

/** A connection that was never made. Lives inside this library only. */
export class NotConnected extends Error {
  constructor(readonly verdict: Verdict) {
    super(verdict.reason);
  }
}
