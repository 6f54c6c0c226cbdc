/**
 * How far a request got – which decides whether it may be repeated.
 *
 * - `not-sent`: no byte of the request left the house.
 * - `refused`: the partner certainly did not do it and would refuse it again.
 * - `not-processed`: the partner certainly did not do it and may do it later.
 * - `answered`: the partner answered with success, completely. What it says is the connector's business.
 * - `unknown`: perhaps it was done. Never repeat by yourself.
 *
 * A request that only reads (GET, HEAD) changes nothing at the partner's, so what would be `unknown`
 * for a write is `not-processed` for it, as long as asking again can help.
 */
export type Reached = 'not-sent' | 'refused' | 'not-processed' | 'answered' | 'unknown';

/** Why an exchange ends, but for a status of the partner's. */
export const reasons = [
  'ABORTED',
  'ANSWER_CUT',
  'ANSWER_ENCODED',
  'ANSWER_TIMEOUT',
  'ANSWER_TOO_LARGE',
  'ANSWER_UNREADABLE',
  'BULKHEAD_FULL',
  'CIRCUIT_OPEN',
  'CLIENT_CERTIFICATE_EXPIRED',
  'CLIENT_CERTIFICATE_NOT_YET_VALID',
  'CLIENT_CERTIFICATE_REFUSED',
  'CLIENT_CERTIFICATE_UNUSABLE',
  'CONNECTION_LOST',
  'CONNECT_FAILED',
  'CONNECT_REFUSED',
  'CONNECT_TIMEOUT',
  'DNS_FAILED',
  'EGRESS_BLOCKED',
  'EGRESS_FAULT',
  'PROXY_REFUSED',
  'REDIRECT_REFUSED',
  'REQUEST_INVALID',
  'REQUEST_TOO_LARGE',
  'THROTTLED',
  'TLS_HANDSHAKE_REFUSED',
  'TLS_NOT_SPOKEN',
  'TLS_REVOCATION_UNKNOWN',
  'TLS_REVOKED',
  'TLS_SERVER_EXPIRED',
  'TLS_TIMEOUT',
  'TLS_UNTRUSTED_SERVER',
  'TLS_WEAK',
  'TLS_WRONG_HOST',
  'URL_NOT_ALLOWED',
  'WITHHELD',
] as const;

/** Why it ended so. Stable: stored, compared, translated, counted. `HTTP_…` carries the status. */
export type Reason = `HTTP_${number}` | (typeof reasons)[number];

/** Who answered, as its verified certificate says. */
export interface ServerCertificate {
  readonly fingerprint256: string;
  readonly commonName?: string;
  readonly organisation?: string;
  /** The attribute `serialNumber` of the subject; PKIoverheid writes the organisation's number there. */
  readonly subjectSerialNumber?: string;
  readonly issuer?: string;
  readonly notAfter: Date;
}

/** The only headers of an answer that come in. */
export interface AnswerHeaders {
  readonly contentType?: string;
  readonly date?: Date;
  /** Host of a `Location`, never its path. */
  readonly locationHost?: string;
}

/** All times in milliseconds since the request was handed over; absent where it did not get that far. */
export interface Timings {
  /** The connection stood, new or reused, and the first byte could leave. */
  readonly securedMs?: number;
  /** Status and headers were read. */
  readonly answeredMs?: number;
  readonly totalMs: number;
}

/**
 * What became of one request: a value, never an exception.
 *
 * Everything but body and beginning may be logged and stored in clear. They are there to be read, but hidden
 * from `JSON.stringify`, `util.inspect` and loggers; copying an exchange with a spread leaves them behind.
 */
export interface Exchange {
  readonly reached: Reached;
  readonly reason: Reason;
  /** A setting, certificate or agreement is wrong: repeating is useless until a person has changed it. */
  readonly configuration: boolean;
  readonly status?: number;
  readonly headers: AnswerHeaders;
  /** The answer's body if it arrived completely and within limits, whatever the status. */
  readonly body?: Buffer;
  /**
   * Of an answer that was cut or is too large, at most its first 1,024 bytes: for a person to look at, never to be
   * read by a program.
   */
  readonly beginning?: Buffer;
  /** What the partner asked for, between 0 and 3600; anything else it said is ignored. */
  readonly retryAfterSeconds?: number;
  readonly serverCertificate?: ServerCertificate;
  /** Of the certificate we would have shown or did show. */
  readonly clientFingerprint?: string;
  readonly timings: Timings;
  readonly bytes: { readonly sent: number; readonly received: number };
}

/** Freezes an exchange and hides what the partner wrote from everything that prints. */
export function asExchange({ body, beginning, ...shown }: Exchange): Exchange {
  return Object.freeze(Object.defineProperties(shown, { body: hidden(body), beginning: hidden(beginning) }));
}

const hidden = (value: Buffer | undefined): PropertyDescriptor => ({ value, enumerable: false });

/** The exchange that did not take place because we did not even try. */
export const notAttempted = (
  reason: Extract<Reason, 'ABORTED' | 'BULKHEAD_FULL' | 'CIRCUIT_OPEN' | 'THROTTLED'>,
  retryAfterSeconds?: number,
): Exchange =>
  asExchange({
    reached: 'not-sent',
    reason,
    configuration: false,
    headers: {},
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    timings: { totalMs: 0 },
    bytes: { sent: 0, received: 0 },
  });
