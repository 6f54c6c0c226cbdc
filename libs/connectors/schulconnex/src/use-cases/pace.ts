import { defaultRetryPolicy, type RetryPolicy } from '@gateway/retry';

/** How patiently we repeat what the service certainly has not done (dossier 5). Replaced in tests alone. */
export class Pace {
  readonly patience: RetryPolicy = {
    ...defaultRetryPolicy,
    attempts: 4,
    schedule: { kind: 'jitter', baseMs: 1_000, maxMs: 30_000 },
    deadlineMs: 15 * 60_000,
    budget: { share: 1, perMinute: 60 },
    bulkhead: { concurrent: 8, queued: 1_000 },
  };
}
