import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { notAttempted, type Exchange, type Reason } from '@gateway/egress';
import { PartnerGuard } from './partner-guard';
import type { RetryPolicy } from './retry-policy';
import { mayRepeat, waitBefore } from './schedule';

/** Time and chance, which tests decide themselves. */
export interface Surroundings {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Ends after so many milliseconds, or at once with the signal. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Injects {@link Surroundings}. */
export const SURROUNDINGS = Symbol('retry surroundings');

const reality: Surroundings = {
  now: () => Date.now(),
  random: () => Math.random(),
  pause: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/**
 * Repeats what certainly was not done, patiently and within limits; never what may have been done.
 *
 * The waits are ours, because cockatiel sleeps on through an abort and knows no deadline; its circuit
 * breaker and bulkhead are used as they are.
 */
@Injectable()
export class Retrying {
  private readonly guards = new Map<string, PartnerGuard>();

  constructor(@Optional() @Inject(SURROUNDINGS) private readonly surroundings: Surroundings = reality) {}

  /**
   * Runs `attempt` until it needs no repetition or may have none, and gives back the last exchange that
   * took place. If none did, because the circuit is open, the partner wants rest or too many are waiting,
   * the exchange says so: `not-sent`.
   *
   * @param endpoint whose limits apply; everything under one key shares breaker, budget and bulkhead
   * @param attempt sends once; its argument counts from 1; what it throws ends everything at once
   */
  async run(
    endpoint: string,
    policy: RetryPolicy,
    signal: AbortSignal,
    attempt: (attempt: number) => Promise<Exchange>,
  ): Promise<Exchange> {
    const guard = this.guardOf(endpoint, policy);
    const deadline = this.surroundings.now() + policy.deadlineMs;
    let last: Exchange | undefined;
    guard.budget.earn();
    for (let made = 0; made < policy.attempts; made++) {
      const wait = Math.max(last ? this.waitAfter(last, made, policy) : 0, guard.restMs());
      if (!(await this.mayGoOn(guard, made > 0, wait, deadline, signal))) break;
      const exchange = await guard.attempt(signal, () => attempt(made + 1));
      if (SKIPPED.includes(exchange.reason)) return last ?? exchange;
      guard.heed(exchange);
      if (!mayRepeat(exchange)) return exchange;
      last = exchange;
    }
    return (
      last ?? (signal.aborted ? notAttempted('ABORTED') : notAttempted('THROTTLED', guard.restSeconds()))
    );
  }

  /** Waits, unless there is no point: too late, too many repetitions, or called off. */
  private async mayGoOn(
    guard: PartnerGuard,
    repeats: boolean,
    wait: number,
    deadline: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { now, pause } = this.surroundings;
    if (signal.aborted || now() + wait > deadline) return false;
    if (repeats && !guard.budget.take(now())) return false;
    if (wait > 0) await pause(wait, signal);
    return !signal.aborted;
  }

  private waitAfter(last: Exchange, repetition: number, policy: RetryPolicy): number {
    return waitBefore(repetition, policy, last, this.surroundings.random());
  }

  private guardOf(endpoint: string, policy: RetryPolicy): PartnerGuard {
    const { budget, breaker, bulkhead, maxRetryAfterMs } = policy;
    const key = JSON.stringify([endpoint, budget, breaker, bulkhead, maxRetryAfterMs]);
    const guard = this.guards.get(key) ?? new PartnerGuard(policy, this.surroundings.now);
    this.guards.set(key, guard);
    return guard;
  }
}

/** The attempt was not made at all. */
const SKIPPED: readonly Reason[] = ['ABORTED', 'BULKHEAD_FULL', 'CIRCUIT_OPEN'];
