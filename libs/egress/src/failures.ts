import type { Reason } from './exchange';
import { misconfigured, notSent, shutOut, unknown, type Verdict } from './verdict';

/** What a socket, TLS or HTTP error says about itself; its message is read here and goes no further. */
export interface Failure {
  readonly code: string;
  readonly text: string;
}

export function failureOf(error: unknown): Failure {
  const { code = '', message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  return { code, text: `${code} ${message}`.toLowerCase().replaceAll('_', ' ') };
}

/**
 * Judges an error from before the connection was secured: nothing was sent.
 *
 * @param sawServer whether the server's certificate had arrived: a bare "handshake failure" after it is
 *   about our certificate, before it about protocol versions and ciphers
 */
export function connectVerdict({ code, text }: Failure, sawServer: boolean): Verdict {
  if (ALERT_ABOUT_CERTIFICATE.test(text)) return shutOut('CLIENT_CERTIFICATE_REFUSED');
  if (text.includes('alert handshake failure'))
    return sawServer ? shutOut('CLIENT_CERTIFICATE_REFUSED') : misconfigured('TLS_WEAK');
  const settings = SETTINGS.find(([pattern]) => pattern.test(text));
  if (settings) return misconfigured(settings[1]);
  return notSent(TRANSIENT[code] ?? (/^eai[ _]/.test(text) ? 'DNS_FAILED' : 'CONNECT_FAILED'));
}

/**
 * Judges an error from after the first byte may have left. Only an alert about our certificate proves
 * that nothing was done; under TLS 1.3 it arrives this late.
 */
export function sentVerdict({ code, text }: Failure): Verdict {
  if (ALERT_ABOUT_CERTIFICATE.test(text)) return shutOut('CLIENT_CERTIFICATE_REFUSED');
  if (code === 'HPE_HEADER_OVERFLOW') return unknown('ANSWER_TOO_LARGE');
  return unknown(code.startsWith('HPE_') ? 'ANSWER_UNREADABLE' : 'CONNECTION_LOST');
}

/** TLS alerts 42–46, 48, 49 and 116 (RFC 8446, 6.2) as OpenSSL words them, in code or message. */
const ALERT_ABOUT_CERTIFICATE =
  /alert (bad certificate|unsupported certificate|certificate (revoked|expired|unknown|required)|unknown ca|access denied)/;

/** What makes a connection impossible until somebody changes something; the first that fits. */
const SETTINGS: readonly (readonly [RegExp, Reason])[] = [
  [/too weak|too small|unsupported protocol|wrong signature type/, 'TLS_WEAK'],
  [/alert (protocol version|insufficient security)|no ciphers available/, 'TLS_WEAK'],
  [/altname invalid/, 'TLS_WRONG_HOST'],
  [/cert has expired|cert not yet valid/, 'TLS_SERVER_EXPIRED'],
  [/cert revoked/, 'TLS_REVOKED'],
  [/\bcrl\b/, 'TLS_REVOCATION_UNKNOWN'],
  [/wrong version number|packet length too long|http request/, 'TLS_NOT_SPOKEN'],
  [/certificate|\bcert\b|self[ -]signed|unable to verify|invalid (ca|purpose)/, 'TLS_UNTRUSTED_SERVER'],
  [/ alert /, 'TLS_HANDSHAKE_REFUSED'],
];

const TRANSIENT: Readonly<Record<string, Reason>> = {
  ENOTFOUND: 'DNS_FAILED',
  ENODATA: 'DNS_FAILED',
  ECONNREFUSED: 'CONNECT_REFUSED',
  ETIMEDOUT: 'CONNECT_TIMEOUT',
  ECONNRESET: 'CONNECTION_LOST',
  EPIPE: 'CONNECTION_LOST',
};
