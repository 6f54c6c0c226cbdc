import type { Exchange } from '@gateway/egress';
import type { RetryPolicy, Schedule } from './retry-policy';

/**
 * Whether the partner certainly did not do it and may do it later. What is `unknown` is never repeated:
 * perhaps it was done.
 */
export const mayRepeat = ({ reached, configuration }: Exchange): boolean =>
  (reached === 'not-sent' || reached === 'not-processed') && !configuration;

/**
 * How long to wait, in milliseconds, before the given repetition (1, 2, …). Never shorter than the
 * partner asked for, unless it asked for more than the policy grants.
 *
 * @param random between 0 and 1
 */
export function waitBefore(
  repetition: number,
  { schedule, maxRetryAfterMs }: RetryPolicy,
  { retryAfterSeconds }: Pick<Exchange, 'retryAfterSeconds'>,
  random: number,
): number {
  const planned = planOf(schedule, repetition, random);
  if (retryAfterSeconds === undefined) return planned;
  const asked = Math.min(retryAfterSeconds * 1_000, maxRetryAfterMs);
  return Math.max(planned, asked + Math.round(JITTER_MS * random));
}

/** Added to what a partner asks for, so that everybody it told the same does not come back together. */
const JITTER_MS = 1_000;

function planOf(schedule: Schedule, repetition: number, random: number): number {
  if (schedule.kind === 'jitter')
    return Math.round(Math.min(schedule.maxMs, schedule.baseMs * 2 ** (repetition - 1)) * random);
  const { waitsMs, spread } = schedule;
  return Math.round((waitsMs[repetition - 1] ?? waitsMs.at(-1) ?? 0) * (1 + spread * (2 * random - 1)));
}
