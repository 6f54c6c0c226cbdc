/**
 * Lets everybody have so much a minute: who has used it up waits for the next one. What is remembered is
 * bounded by the number of those who came within the minute.
 */
export class Allowance {
  private minute = 0;
  private readonly used = new Map<string, number>();

  constructor(private readonly perMinute: number) {}

  /** Seconds to wait, or 0 if it may be now; `nowMs` is the caller's clock. */
  take(who: string, nowMs: number): number {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== this.minute) this.used.clear();
    this.minute = minute;
    const used = this.used.get(who) ?? 0;
    if (used >= this.perMinute) return Math.ceil(((minute + 1) * 60_000 - nowMs) / 1_000);
    this.used.set(who, used + 1);
    return 0;
  }
}
