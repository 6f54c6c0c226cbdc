import type { Json } from '../../protocol/wire';

/** What can go wrong with a request. Unless it says otherwise the service has processed it before. */
export type Misfortune =
  /** Another status; nothing is processed. */
  | {
      readonly kind: 'status';
      readonly status: number;
      /** Of the error catalogue; without it the answer is an HTML page. */
      readonly subcode?: string;
      readonly retryAfter?: number | string;
    }
  /** Processed, but answered with this status and an HTML page. */
  | { readonly kind: 'status-after'; readonly status: number }
  /** Processed; the connection drops before an answer. */
  | { readonly kind: 'lost-answer' }
  /** The connection drops before anything is processed. */
  | { readonly kind: 'hang-up' }
  /** Half of the answer, then the connection drops. */
  | { readonly kind: 'cut-answer' }
  /** HTTP 200 with the login page of somebody else. */
  | { readonly kind: 'login-page' }
  /** The answer takes so many milliseconds longer. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The list in another order. */
  | { readonly kind: 'shuffled' }
  /** Only the first elements of the list, as well-formed JSON. */
  | { readonly kind: 'truncated'; readonly keep: number }
  /** The token has expired meanwhile (401/01). */
  | { readonly kind: 'expired-token' }
  /** Somebody else changes the record first, so that its revision moves. */
  | { readonly kind: 'changed-by-others'; readonly change?: Json };

/** A misfortune, and which of the next requests it strikes. */
export type Fault = Misfortune & {
  readonly method?: string;
  /** A regular expression for path and query below the base URL. */
  readonly path?: string;
  /** How many requests it strikes; 1. */
  readonly times?: number;
  /** The first of the matching requests it strikes; 1 = the next one. */
  readonly from?: number;
};

interface Waiting {
  readonly fault: Fault;
  seen: number;
  left: number;
}

/** Faults in the order they were added; a request meets the first one that is due. */
export class FaultQueue {
  private waiting: Waiting[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, seen: 0, left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** What is still to come. */
  pending(): Fault[] {
    return this.waiting.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  next(method: string, path: string): Fault | undefined {
    const matching = this.waiting.filter(({ fault }) => strikes(fault, method, path));
    for (const one of matching) one.seen++;
    const due = matching.find(({ fault, seen }) => seen >= (fault.from ?? 1));
    if (!due) return undefined;
    due.left--;
    this.waiting = this.waiting.filter(({ left }) => left > 0);
    return due.fault;
  }
}

const strikes = (fault: Fault, method: string, path: string): boolean =>
  (fault.method === undefined || fault.method === method) &&
  (fault.path === undefined || new RegExp(fault.path, 'u').test(path));
