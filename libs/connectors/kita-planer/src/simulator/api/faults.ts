/**
 * What can go wrong with a call (dossier 5.10). Unless it says otherwise the portal has processed the
 * call before the fault strikes – which the caller cannot know.
 */
type Misfortune =
  /** The connection drops before the body is read; nothing is processed. */
  | { readonly art: 'sofort-trennen' }
  | { readonly art: 'trennen-nach-verarbeitung' }
  /** The connection stays open and silent. */
  | { readonly art: 'keine-antwort' }
  /** The answer takes `ms` longer; with `spaeteVerarbeitung` the processing does. */
  | { readonly art: 'verzoegern'; readonly ms: number; readonly spaeteVerarbeitung?: boolean }
  /** Half of the answer, then the connection drops. */
  | { readonly art: 'abgeschnitten' }
  /** HTTP 200 with the login page of somebody else. */
  | { readonly art: 'kein-json' }
  | { readonly art: 'leer' }
  /** Another status; nothing is processed and no Datenquelle made, except with `verarbeitet`. */
  | {
      readonly art: 'http';
      readonly code: number;
      readonly retryAfter?: number | string;
      readonly location?: string;
      /** An HTML body. */
      readonly inhalt?: string;
      readonly verarbeitet?: boolean;
    }
  /** The last `n` records are missing in the answer. */
  | { readonly art: 'fehlende-datensaetze'; readonly n: number }
  /** `n` (1) records in the answer that were never sent. */
  | { readonly art: 'fremder-datensatz'; readonly n?: number }
  /** The first record stands in the answer twice, with the opposite result unless `widerspruch` is false. */
  | { readonly art: 'doppelter-datensatz'; readonly widerspruch?: boolean }
  | { readonly art: 'umgekehrte-reihenfolge' }
  /** No DATENSATZ_ID in the answer. */
  | { readonly art: 'ohne-id' }
  /** Every status is `"0"` instead of `0`. */
  | { readonly art: 'status-als-text' }
  /** One byte of the answer every `ms` milliseconds (1,000). */
  | { readonly art: 'tropfen'; readonly ms?: number }
  /** A correct answer with a filling of `bytes` bytes (11,000,000). */
  | { readonly art: 'riesig'; readonly bytes?: number };

export type FaultKind = Misfortune['art'];

/** A misfortune, and which of the next calls it strikes. */
export type Fault = Misfortune & {
  /** How many calls it strikes; 1. */
  readonly anzahl?: number;
  /** The first call it may strike, counted from when it was added; 1 = the next one. */
  readonly ab?: number;
};

interface Waiting {
  readonly fault: Fault;
  seen: number;
  left: number;
}

/** Faults in the order they were added; a call meets the first one that is due. */
export class FaultQueue {
  private waiting: Waiting[] = [];

  add(fault: Fault): void {
    this.waiting.push({ fault, seen: 0, left: fault.anzahl ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  /** What is still to come; `anzahl` and `ab` count from now. */
  pending(): Fault[] {
    return this.waiting.map(({ fault, seen, left }) => ({
      ...fault,
      anzahl: left,
      ab: Math.max(1, (fault.ab ?? 1) - seen),
    }));
  }

  /** The fault for the call that has just come in. */
  next(): Fault | undefined {
    for (const one of this.waiting) one.seen++;
    const due = this.waiting.find(({ fault, seen }) => seen >= (fault.ab ?? 1));
    if (!due) return undefined;
    due.left--;
    this.waiting = this.waiting.filter(({ left }) => left > 0);
    return due.fault;
  }
}
