/** The real time, until somebody moves it. */
export class Clock {
  private aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }

  advance(seconds: number): void {
    this.aheadMs += seconds * 1_000;
  }

  reset(): void {
    this.aheadMs = 0;
  }
}
