/**
 * Tells our own referrers from those of other source systems: ours begin with `prefix:`.
 *
 * A record has one slot for a referrer only, so a referrer of somebody else is never overwritten.
 * Without a prefix every referrer counts as ours.
 */
export class Namespace {
  private readonly start: string;

  constructor(prefix: string) {
    this.start = prefix === '' ? '' : `${prefix}:`;
  }

  /** The local key in a referrer of ours. */
  keyIn(referrer: string | undefined): string | undefined {
    return referrer?.startsWith(this.start) && referrer.length > this.start.length
      ? referrer.slice(this.start.length)
      : undefined;
  }

  owns(referrer: string | undefined): boolean {
    return this.keyIn(referrer) !== undefined;
  }

  referrerFor(key: string): string {
    return this.start + key;
  }
}
