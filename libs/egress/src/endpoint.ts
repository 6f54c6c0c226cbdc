import type { Policy } from './policy';
import type { ServerCertificate } from './exchange';

/** What we show a partner who wants to know who is calling. PEM, straight from the vault. */
export interface ClientCertificate {
  /** PKCS#8. */
  readonly keyPem: Buffer;
  /** The certificate and those above it, leaf first. */
  readonly chainPem: Buffer;
  readonly fingerprint256: string;
}

/** Bounds of one exchange, in milliseconds and bytes. */
export interface Limits {
  /** Name resolution and TCP, until the partner takes the connection. */
  readonly connectMs: number;
  /** TLS handshake. */
  readonly tlsMs: number;
  /** From the first byte of the request to the last header of the answer. */
  readonly headersMs: number;
  /** Everything together; also ends an answer that drips. */
  readonly totalMs: number;
  readonly requestBytes: number;
  readonly answerBytes: number;
}

export const defaultLimits: Limits = {
  connectMs: 5_000,
  tlsMs: 5_000,
  headersMs: 30_000,
  totalMs: 120_000,
  requestBytes: 10 * 1024 * 1024,
  answerBytes: 8 * 1024 * 1024,
};

/** One partner's interface as one tenant uses it. */
export interface Endpoint {
  /** Whose connection it is; another tenant's sockets, sessions and certificates are out of reach. */
  readonly tenant: string;
  /** `https:`; requests may append a path. */
  readonly url: string;
  /** {@link publicPolicy} unless told otherwise. */
  readonly policy?: Policy;
  readonly client?: ClientCertificate;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: Buffer;
  /** PEM revocation list of every authority in the server's chain. */
  readonly crl?: Buffer;
  /** An HTTP proxy to tunnel through; its address must be allowed by the policy as well. */
  readonly proxy?: { readonly host: string; readonly port: number };
  /** Statuses with which the partner promises not to have done anything. 429 and 503 unless told otherwise. */
  readonly notProcessed?: readonly number[];
  readonly limits?: Partial<Limits>;
}

export interface EgressRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Appended to the endpoint's URL: begins with `/` or `?`. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface SendOptions {
  readonly signal?: AbortSignal;
  /**
   * Asked when the connection stands and before the first byte leaves, at most once. Returning `false`
   * or throwing closes the connection with nothing sent (`not-sent`, `WITHHELD`).
   */
  readonly beforeFirstByte?: (server: ServerCertificate) => unknown;
}
