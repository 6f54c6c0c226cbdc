import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  type BulkheadPolicy,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { notAttempted, type Exchange } from '@gateway/egress';
import { breakerFor } from './breaker';
import type { RetryPolicy } from './retry-policy';
import { TokenBucket } from './token-bucket';

/** Everything one partner's endpoint is spared: too many at once, too many repetitions, calls in vain. */
export class PartnerGuard {
  readonly budget: TokenBucket;

  private restUntil = 0;
  private reopensAt = 0;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly bulkhead: BulkheadPolicy;

  constructor(
    private readonly policy: RetryPolicy,
    private readonly now: () => number,
  ) {
    this.budget = new TokenBucket(policy.budget, now());
    this.breaker = breakerFor(policy.breaker, (forMs) => (this.reopensAt = now() + forMs));
    this.bulkhead = bulkhead(policy.bulkhead.concurrent, policy.bulkhead.queued);
  }

  /** Runs the attempt when it is its turn, or says why it was not even made. */
  async attempt(signal: AbortSignal, send: () => Promise<Exchange>): Promise<Exchange> {
    try {
      return await this.bulkhead.execute(() =>
        signal.aborted ? notAttempted('ABORTED') : this.breaker.execute(send),
      );
    } catch (error) {
      if (error instanceof BrokenCircuitError) return notAttempted('CIRCUIT_OPEN', this.secondsClosed());
      if (error instanceof BulkheadRejectedError) return notAttempted('BULKHEAD_FULL');
      throw error;
    }
  }

  /** Takes note of how long the partner asks to be left alone: by everybody, not just for one record. */
  heed({ retryAfterSeconds }: Exchange): void {
    if (retryAfterSeconds === undefined) return;
    const asked = Math.min(retryAfterSeconds * 1_000, this.policy.maxRetryAfterMs);
    this.restUntil = Math.max(this.restUntil, this.now() + asked);
  }

  /** How much longer the partner wants to be left alone, in milliseconds. */
  restMs(): number {
    return Math.max(0, this.restUntil - this.now());
  }

  restSeconds(): number {
    return Math.ceil(this.restMs() / 1_000);
  }

  private secondsClosed(): number {
    return Math.max(0, Math.ceil((this.reopensAt - this.now()) / 1_000));
  }
}
