import { X509Certificate } from 'node:crypto';
import type { ClientCertificate } from './endpoint';
import { misconfigured, NotConnected, type Verdict } from './verdict';

/** From when to when a client certificate may be shown. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * @throws NotConnected when it is no certificate, or not the one its fingerprint says
 */
export function validityOf({ chainPem, fingerprint256 }: ClientCertificate): Validity {
  const leaf = new X509Certificate(chainPem);
  if (leaf.fingerprint256 !== fingerprint256)
    throw new NotConnected(misconfigured('CLIENT_CERTIFICATE_UNUSABLE'));
  return { notBefore: new Date(leaf.validFrom), notAfter: new Date(leaf.validTo) };
}

/**
 * Why a certificate must not be shown now. Looked at before every call, because a partner may react to
 * an expired certificate by just closing the connection, which looks like a crash after the work was done.
 */
export function dateVerdict({ notBefore, notAfter }: Validity, now: Date): Verdict | undefined {
  if (now > notAfter) return misconfigured('CLIENT_CERTIFICATE_EXPIRED');
  return now < notBefore ? misconfigured('CLIENT_CERTIFICATE_NOT_YET_VALID') : undefined;
}
