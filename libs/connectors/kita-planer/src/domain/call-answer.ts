/** What the Kita-Planer said to one call, as far as it could be read. Texts are verbatim and may name people. */
export type CallAnswer =
  | { readonly readable: false; readonly because: 'ANTWORT_UNLESBAR' | 'ANTWORT_WIDERSPRUECHLICH' }
  | ({ readonly readable: true } & ReadableAnswer);

export interface ReadableAnswer {
  /** 0: all imported; 2: partly; another number: nothing. Undefined if it said none. */
  readonly status?: number;
  readonly errorCode?: string;
  readonly message?: string;
  /** The Datenquelle's number at the Kita-Planer. */
  readonly sourceId?: string;
  /** “Erledigt am”, as written. Absent: somebody has to finish the Datenquelle by hand. */
  readonly completedAt?: string;
  readonly counts: AnswerCounts;
  readonly records: readonly AnswerRecord[];
  readonly warnings: readonly AnswerWarning[];
}

interface AnswerCounts {
  readonly total?: number;
  readonly imported?: number;
  readonly failed?: number;
}

/** What it said about one record. */
export interface AnswerRecord {
  readonly id?: string;
  readonly kitaId?: string;
  readonly childId?: string;
  /** Undefined if missing or no whole number. */
  readonly status?: number;
  readonly errorCode?: string;
  /** The error, verbatim; undefined if there is none. */
  readonly message?: string;
  readonly hints: readonly AnswerHint[];
  /** A key stood there twice, or something had a type that leaves its meaning open. */
  readonly contradictory: boolean;
}

export interface AnswerHint {
  readonly code?: string;
  readonly text: string;
  /** Our names of the fields concerned; a name we do not know stays as it came. */
  readonly fields: readonly string[];
}

export const answerWarnings = [
  'STATUS_ALS_TEXT',
  'FREMDER_DATENSATZ',
  'DATENSATZ_OHNE_ID',
  'DATENSATZ_DOPPELT',
  'UMSCHLAG_WIDERSPRICHT',
  'SCHLUESSEL_DOPPELT',
  'ZEICHENSATZ',
] as const;

/** Something odd that changes nothing, for the log. */
export type AnswerWarning = (typeof answerWarnings)[number];
