import type { Actor } from '@gateway/audit';

/** One execution of a use case: for whom, who asked for it, when, and how to call it off. */
export interface Run {
  /** Ties together log lines, audit entries and calls to the partner. */
  readonly id: string;
  readonly tenant: string;
  readonly actor: Actor;
  readonly startedAt: Date;
  readonly signal: AbortSignal;
}

/** Why something runs; the interface's own words for it are in its texts. */
export type Trigger = 'schedule' | 'person' | 'real-time' | 'retry';
