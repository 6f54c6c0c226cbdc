import type { X509Certificate } from 'node:crypto';
import { oid, parse, part } from './der';

/** What a certificate says about itself; nothing in it is secret. */
export interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly fingerprint256: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** `rsa`, `ec`, `ed25519`, … */
  readonly keyType: string;
  /** Of an RSA key, in bits. */
  readonly keyBits?: number;
  /** Of an elliptic key. */
  readonly curve?: string;
  /** Object identifier of the algorithm it was signed with. */
  readonly signatureAlgorithm: string;
  /** Extended key usages, as object identifiers; absent if the certificate does not restrict itself. */
  readonly usages?: readonly string[];
  /** True for the certificate of a certification authority. */
  readonly authority: boolean;
}

export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const { asymmetricKeyType: keyType = 'unknown', asymmetricKeyDetails } = certificate.publicKey;
  const { modulusLength, namedCurve } = asymmetricKeyDetails ?? {};
  const usages = certificate.keyUsage as string[] | undefined;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    serialNumber: certificate.serialNumber,
    fingerprint256: certificate.fingerprint256,
    validFrom: new Date(certificate.validFrom),
    validTo: new Date(certificate.validTo),
    keyType,
    ...(modulusLength === undefined ? {} : { keyBits: modulusLength }),
    ...(namedCurve === undefined ? {} : { curve: namedCurve }),
    signatureAlgorithm: oid(part(part(parse(certificate.raw), 1), 0)),
    ...(usages === undefined ? {} : { usages }),
    authority: certificate.ca,
  };
}

const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');
