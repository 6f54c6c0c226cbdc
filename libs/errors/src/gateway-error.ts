/**
 * What kind of failure this is – which is to say: who has to do something about it.
 *
 * Status codes, retries and the advice shown to people all follow from the kind, each through one
 * table. Add a kind only when somebody would have to act differently.
 */
export type ErrorKind =
  /** The caller's software sent something we cannot even read. */
  | 'malformed'
  /** The caller sent more than we take at once. */
  | 'too-large'
  /** The caller sent something we read and cannot accept. The caller must change it. */
  | 'invalid'
  /** Nobody knows who is asking. */
  | 'unauthenticated'
  /** We know who is asking, and they may not. */
  | 'forbidden'
  /** The caller asked for something we do not have. */
  | 'missing'
  /** The record has changed, or its state does not allow this. The caller must look again. */
  | 'conflict'
  /** Too many requests. The caller must wait. */
  | 'throttled'
  /** The partner understood us and said no. The record or the agreement must change. */
  | 'refused'
  /** The partner's answer is not one the protocol allows. Somebody has a bug. */
  | 'garbled'
  /** Something we need cannot answer at the moment. The same request may succeed later. */
  | 'unavailable'
  /** Nobody knows whether the partner did it. Somebody must find out before it is repeated. */
  | 'uncertain'
  /** A setting, secret or certificate of ours is wrong. An operator must correct it. */
  | 'misconfigured';

/** Goes to logs and to people: keys and codes, never names, addresses, payloads or secrets. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

export interface ErrorDetails {
  /** JSON pointer or property path of the value that must change. */
  readonly field?: string;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The base of every failure we expect. Anything else that is thrown is a bug. */
export abstract class GatewayError extends Error {
  abstract readonly kind: ErrorKind;

  /** Stable and documented; what clients and tests compare, e.g. `P12_PASSWORD_WRONG`. */
  abstract readonly code: string;

  readonly field?: string;
  readonly retryAfterSeconds?: number;

  constructor(
    message: string,
    readonly facts: Facts = {},
    { field, retryAfterSeconds, cause }: ErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    if (field !== undefined) this.field = field;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}
