import type { TLSSocket } from 'node:tls';

/** Who is at the other end of a connection, as far as the certificate says. */
export interface Client {
  readonly cn: string | null;
  readonly fingerprint256: string | null;
  readonly problem: 'KP-101' | 'KP-102' | 'KP-103' | null;
  readonly tlsVersion: string | null;
  readonly sessionReused: boolean;
}

const known = new WeakMap<TLSSocket, Client>();

/** Asked once per connection: a kept-alive one does not change its certificate. */
export function clientOf(socket: TLSSocket): Client {
  const client = known.get(socket) ?? inspect(socket);
  known.set(socket, client);
  return client;
}

function inspect(socket: TLSSocket): Client {
  // Node answers an empty object where there is no certificate; its types do not say so.
  const certificate: Partial<ReturnType<TLSSocket['getPeerCertificate']>> = socket.getPeerCertificate();
  const cn: unknown = certificate.subject?.CN;
  return {
    cn: typeof cn === 'string' ? cn : null,
    fingerprint256: certificate.fingerprint256 ?? null,
    problem: certificate.fingerprint256 === undefined ? 'KP-101' : problemOf(socket),
    tlsVersion: socket.getProtocol(),
    sessionReused: socket.isSessionReused(),
  };
}

function problemOf(socket: TLSSocket): Client['problem'] {
  if (socket.authorized) return null;
  return String(socket.authorizationError) === 'CERT_HAS_EXPIRED' ? 'KP-102' : 'KP-103';
}
