import type { Reached } from '@gateway/egress';

/** How long to wait before the first, second, … repetition, in milliseconds. */
export type Schedule =
  /** A random share of a ceiling that doubles from `baseMs` to `maxMs`, so that nobody comes back together. */
  | { readonly kind: 'jitter'; readonly baseMs: number; readonly maxMs: number }
  /** Agreed waits, give or take a share (0.2 = ±20 %). The last one repeats. */
  | { readonly kind: 'fixed'; readonly waitsMs: readonly number[]; readonly spread: number };

/** When to leave a partner in peace who does not answer. */
export interface BreakerPolicy {
  /** So many failures in a row. */
  readonly consecutive: number;
  /** More than this share of the last `of` exchanges, once there were that many. */
  readonly share?: { readonly part: number; readonly of: number };
  /** For how long at first; doubles with every probe that fails. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** What counts as a failure. */
  readonly counts: readonly Reached[];
}

/** How patiently to repeat what certainly was not done. */
export interface RetryPolicy {
  /** Tries in total, the first included. */
  readonly attempts: number;
  readonly schedule: Schedule;
  /** No attempt begins later than this after the first one. */
  readonly deadlineMs: number;
  /** The longest wait a partner may ask for; it is granted no more. */
  readonly maxRetryAfterMs: number;
  /** Repetitions allowed: a share of all sends and some per minute besides. */
  readonly budget: { readonly share: number; readonly perMinute: number };
  readonly breaker: BreakerPolicy;
  /** Exchanges at the same time, and how many more may wait for their turn. */
  readonly bulkhead: { readonly concurrent: number; readonly queued: number };
}

/** Up to eight tries within a minute. What takes longer is a matter for the job engine, not for a waiting worker. */
export const defaultRetryPolicy: RetryPolicy = {
  attempts: 8,
  schedule: { kind: 'jitter', baseMs: 1_000, maxMs: 15 * 60_000 },
  deadlineMs: 60_000,
  maxRetryAfterMs: 60 * 60_000,
  budget: { share: 0.1, perMinute: 3 },
  breaker: {
    consecutive: 5,
    share: { part: 0.5, of: 20 },
    openMs: 30_000,
    maxOpenMs: 10 * 60_000,
    counts: ['not-sent', 'not-processed', 'unknown'],
  },
  bulkhead: { concurrent: 4, queued: 100 },
};

/** One try; after three in a row that never reached the partner, a minute of peace (Kita-Planer, real time). */
export const realTimePolicy: RetryPolicy = {
  ...defaultRetryPolicy,
  attempts: 1,
  breaker: { consecutive: 3, openMs: 60_000, maxOpenMs: 60_000, counts: ['not-sent'] },
};
