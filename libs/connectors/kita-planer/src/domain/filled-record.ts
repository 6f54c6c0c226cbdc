import type { FieldName, TransferRecord } from './fields';

/** A line that became a record, ready to be stored and – if nothing is wrong with it – sent. */
export interface FilledRecord {
  /** See {@link recordKey}. */
  readonly recordKey: string;
  /** KIND_ID_EXTERN: records of one lane are sent in the order of their {@link sortKey}. */
  readonly lane: string;
  /** Contract start, then start of the change; compares as text within the lane. */
  readonly sortKey: string;
  /** Keys of both sides, for people and for matching answers. Nothing personal. */
  readonly refs: RecordRefs;
  readonly record: TransferRecord;
  /** SHA-256 of the record, hexadecimal: equal exactly if the same would be sent. */
  readonly hash: string;
  /** What keeps it from being sent; empty if nothing does. */
  readonly problems: readonly Problem[];
}

interface RecordRefs {
  readonly childNumber: string;
  readonly agreement: string;
  readonly line: number;
  readonly unit: string;
  readonly kitaId: string;
  readonly childId: string;
  readonly sourceRevision: string;
}

/** What is wrong with a record before anything is sent (chapter 5.3). */
export interface Problem {
  readonly code: ProblemCode;
  readonly field: FieldName;
}

export const problemCodes = ['KP-P02', 'KP-P03', 'KP-P04', 'KP-P05', 'KP-P06', 'KP-P07', 'KP-P08'] as const;

type ProblemCode = (typeof problemCodes)[number];

/** A line that makes no record, and why. None of these is an error (chapter 1.3, KP-P01). */
export interface SkippedLine {
  readonly agreement: string;
  readonly line: number;
  readonly because: SkipReason;
}

export const skipReasons = [
  'child-excluded',
  'not-marked',
  'area-not-configured',
  'no-child-id',
  'no-kita-id',
  'service-not-valid',
] as const;

export type SkipReason = (typeof skipReasons)[number];
