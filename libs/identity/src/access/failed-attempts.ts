/** So many wrong keys in a row, then one every {@link REFILL_SECONDS}. */
const BURST = 30;
const REFILL_SECONDS = 2;

/** More addresses than this are not remembered; the ones seen longest ago go first. */
const MAX_SOURCES = 10_000;

interface Bucket {
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Slows down whoever tries keys: a token bucket per source address, in the memory of this process.
 *
 * Only wrong keys count. A source that has used up its tries waits, whatever it sends, so guessing costs us no database access.
 */
export class FailedAttempts {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Seconds this source has to wait before it may try again; 0 if it may. */
  waitSeconds(source: string): number {
    const left = this.left(source);
    return left >= 1 ? 0 : Math.ceil((1 - left) * REFILL_SECONDS);
  }

  count(source: string): void {
    const left = Math.max(0, this.left(source) - 1);
    this.buckets.delete(source);
    this.buckets.set(source, { left, at: this.now() });
    if (this.buckets.size > MAX_SOURCES) {
      for (const oldest of this.buckets.keys()) {
        this.buckets.delete(oldest);
        break;
      }
    }
  }

  private left(source: string): number {
    const bucket = this.buckets.get(source);
    if (!bucket) return BURST;
    return Math.min(BURST, bucket.left + (this.now() - bucket.at) / 1_000 / REFILL_SECONDS);
  }
}
