import type { QueuePolicy } from 'pg-boss';

/**
 * A kind of job. Its data says where to look, never what to send: a job that runs twice is harmless,
 * because the delivery states decide (ARCHITECTURE, chapter 4).
 */
export interface Queue<Data extends object> {
  readonly name: string;
  /**
   * `stately` keeps at most one waiting and one running job per key, so any number of wake-up calls
   * for one connection become one run after the current one.
   */
  readonly policy: Extract<QueuePolicy, 'standard' | 'stately' | 'exclusive'>;
  /** How often a job whose handler threw is tried again, with growing pauses. */
  readonly retries: number;
  /** Only to carry the type of the data. */
  readonly data?: Data;
}

export const defineQueue = <Data extends object>(queue: Queue<Data>): Queue<Data> => Object.freeze(queue);

export interface JobOptions {
  /** What the policy counts by, e.g. the connection. */
  readonly key?: string;
  readonly startAfter?: Date;
  readonly priority?: number;
}

export interface Job<Data> {
  readonly id: string;
  readonly data: Data;
  /** Aborts when the process shuts down or the job's time is over. */
  readonly signal: AbortSignal;
}
