import type { TransferRecord } from '../domain/fields';
import type { CallAnswer } from '../domain/call-answer';

/** One call as we mean it; which words it becomes on the wire is the profile's business. */
export interface ImportCall {
  /** The Träger's name in the Kita-Planer. */
  readonly traeger: string;
  /** Schnittstellenbenutzer. */
  readonly user: string;
  /** Schnittstellenpasswort, UTF-8. Read, never kept; wiping it is for whoever opened the vault. */
  readonly password: Buffer;
  /** Number of the Datenquelle; never used twice. */
  readonly number: string;
  readonly createdAt: Date;
  /** In the order in which they are to be read. */
  readonly records: readonly { readonly id: string; readonly record: TransferRecord }[];
}

export interface EncodedCall {
  readonly headers: Readonly<Record<string, string>>;
  /** Holds the password: send it, {@link wipe} it, never store it. */
  readonly body: Buffer;
  /** SHA-256 of the body with an empty password, hexadecimal: for the log, and no help in guessing. */
  readonly hash: string;
  /** Overwrites the body. */
  wipe(): void;
}

export interface EncodingOptions {
  readonly omitEmptyFields: boolean;
}

/**
 * How we write to the Kita-Planer and read what it says: the only place that knows its field names. The
 * present one, KP-P1, is provisional; the real description of the interface becomes one more.
 */
export interface KitaPlanerDrahtprofil {
  readonly name: string;
  kodieren(call: ImportCall, options: EncodingOptions): EncodedCall;
  /** Reads whatever came back. Never throws: what makes no sense is an answer too. */
  dekodieren(body: Buffer): CallAnswer;
}
