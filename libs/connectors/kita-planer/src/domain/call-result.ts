import type { AnswerWarning } from './call-answer';
import type { RecordOutcome } from './record-outcomes';

export const callClasses = [
  'NICHT_GESENDET',
  'ABGELEHNT_ZERTIFIKAT',
  'ABGELEHNT_ANMELDUNG',
  'ABGELEHNT_AUFRUF',
  'NICHT_VERARBEITET',
  'UNGEKLAERT',
  'BEANTWORTET',
] as const;

/**
 * How a call ended (chapter 5.5). In BEANTWORTET and UNGEKLAERT every record has an outcome; in all
 * others the Kita-Planer certainly did nothing, and every record goes back to wait.
 */
export type CallClass = (typeof callClasses)[number];

/** Everything there is to know about one call. `message` and outcomes may name people: seal them. */
export interface CallResult {
  readonly class: CallClass;
  /** Stable code: how the exchange ended, or what was wrong with its answer. */
  readonly reason: string;
  readonly httpStatus?: number;
  /** The Kita-Planer's own code, if it named one. */
  readonly errorCode?: string;
  readonly message?: string;
  /** The Datenquelle's number at the Kita-Planer. */
  readonly sourceId?: string;
  /** “Erledigt am”, as written. */
  readonly completedAt?: string;
  /** One for each sent record, in their order; empty where all go back. */
  readonly outcomes: readonly RecordOutcome[];
  readonly warnings: readonly AnswerWarning[];
  /** Somebody has to finish or check a Datenquelle in the Kita-Planer by hand (Nacharbeit). */
  readonly followUp: boolean;
  readonly advice: CallAdvice;
}

/** What the run should do next. */
export interface CallAdvice {
  /** `halve`: the batch was too large; try once with half of it, then stop. */
  readonly next: 'continue' | 'halve' | 'stop';
  /** No further call with this credential until somebody has checked it. */
  readonly lockCredential?: CredentialLock;
  /** Not earlier than that; at most a quarter of an hour. */
  readonly retryAfterSeconds?: number;
}

/** KP-Z09: the certificate was refused. KP-Z10: user or password. KP-Z11: nobody said what. */
export type CredentialLock = 'KP-Z09' | 'KP-Z10' | 'KP-Z11';
