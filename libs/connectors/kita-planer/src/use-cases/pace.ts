import { RunConfig } from '@gateway/connector';
import { Injectable } from '@nestjs/common';
import { defaultRetryPolicy, type RetryPolicy } from '@gateway/retry';

/** How fast a run goes about its work. Replaced in tests alone. */
@Injectable()
export class Pace {
  /**
   * One call of a run: tried once, because every try is a call of its own on record. The schedule holds
   * between calls that were not sent; how many of them is a setting (chapter 4.2).
   */
  readonly calls: RetryPolicy = {
    ...defaultRetryPolicy,
    attempts: 1,
    schedule: { kind: 'fixed', waitsMs: [1_000, 5_000, 25_000], spread: 0.2 },
  };
  /** A run gives its worker back after that long, so that one tenant's backlog delays no other's (D9). */
  readonly sliceMs: number = 1_500;
  /** How long a run, and every record it has claimed, is believed to be in good hands. */
  readonly leaseSeconds: number;

  constructor({ RUN_LEASE_SECONDS }: RunConfig = new RunConfig()) {
    this.leaseSeconds = RUN_LEASE_SECONDS;
  }
}
