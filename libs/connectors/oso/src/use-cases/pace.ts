import { defaultRetryPolicy, type RetryPolicy } from '@gateway/retry';

/** How patiently we ask, and how long a Terugkoppeling is believed to be in good hands. Replaced in tests alone. */
export class Pace {
  /** Up to three times, after one and after five seconds (dossier 2.6). */
  readonly patience: RetryPolicy = {
    ...defaultRetryPolicy,
    attempts: 3,
    schedule: { kind: 'fixed', waitsMs: [1_000, 5_000], spread: 0.2 },
    deadlineMs: 240_000,
    bulkhead: { concurrent: 50, queued: 500 },
  };
  /** Longer than three slow meldingen and one slow delivery. */
  readonly leaseSeconds: number = 420;
}
