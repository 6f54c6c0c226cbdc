import type { TLSSocket } from 'node:tls';
import type { ServerCertificate } from './exchange';

const known = new WeakMap<TLSSocket, ServerCertificate>();

/** The verified certificate at the other end, read once per connection. */
export function serverCertificateOf(socket: TLSSocket): ServerCertificate {
  const certificate = known.get(socket) ?? read(socket);
  known.set(socket, certificate);
  return certificate;
}

function read(socket: TLSSocket): ServerCertificate {
  const { fingerprint256, valid_to: notAfter, ...names } = socket.getPeerCertificate();
  const subject: NodeJS.Dict<unknown> = { ...names.subject };
  const issuer: NodeJS.Dict<unknown> = { ...names.issuer };
  return {
    fingerprint256,
    ...text('commonName', subject.CN),
    ...text('organisation', subject.O),
    ...text('subjectSerialNumber', subject.serialNumber),
    ...text('issuer', issuer.CN),
    notAfter: new Date(notAfter),
  };
}

/** An attribute that is there more than once proves nothing and is left out. */
const text = <K extends string>(key: K, value: unknown): Partial<Record<K, string>> =>
  typeof value === 'string' ? ({ [key]: value } as Partial<Record<K, string>>) : {};
