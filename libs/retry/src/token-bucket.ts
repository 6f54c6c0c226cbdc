import type { RetryPolicy } from './retry-policy';

const MINUTE_MS = 60_000;

/**
 * Limits repetitions to a share of what is sent anyway, plus a few per minute: when everything fails,
 * repeating everything would finish a struggling partner off.
 */
export class TokenBucket {
  private tokens: number;
  private refilledAt: number;

  constructor(
    private readonly budget: RetryPolicy['budget'],
    now: number,
  ) {
    this.tokens = budget.perMinute;
    this.refilledAt = now;
  }

  /** Something was sent for the first time. */
  earn(): void {
    this.tokens = Math.min(this.capacity, this.tokens + this.budget.share);
  }

  /** Takes the right to one repetition, if there is one. */
  take(now: number): boolean {
    const minutes = Math.max(0, now - this.refilledAt) / MINUTE_MS;
    this.tokens = Math.min(this.capacity, this.tokens + minutes * this.budget.perMinute);
    this.refilledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** Quiet times are not saved up for longer than it takes to earn ten repetitions. */
  private get capacity(): number {
    return Math.max(10, this.budget.perMinute);
  }
}
