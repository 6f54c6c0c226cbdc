import { GatewayError, type Facts } from '@gateway/errors';
import type { CertificateFacts } from './certificate-facts';
import type { P12Container } from './client-certificate';

/** Something to know about a certificate that works. */
export interface CertificateWarning {
  readonly code: 'CERT_KEY_SHORT' | 'CERT_SIGNATURE_WEAK' | 'CERT_EXPIRES_SOON' | 'P12_WEAK_CONTAINER';
  readonly facts: Facts;
}

type Checked = CertificateFacts & { readonly container?: P12Container };

/**
 * Whether a partner can accept this client certificate at this moment, checked before it is stored and before
 * every call: servers answer an expired one with anything from an alert to a dropped connection
 * (Kita-Planer dossier 3.4, 3.5; guarantees 6, row 24).
 *
 * @returns what is not forbidden but unwise
 * @throws {CertificateRefused}
 */
export function checkClientCertificate(certificate: Checked, now: Date): readonly CertificateWarning[] {
  const { validFrom, validTo, authority, usages, keyType, keyBits } = certificate;
  if (validTo <= now) throw new CertificateRefused('CERT_EXPIRED', { since: day(validTo) });
  if (validFrom > now) throw new CertificateRefused('CERT_NOT_YET_VALID', { from: day(validFrom) });
  if (authority) throw new CertificateRefused('CERT_IS_AUTHORITY');
  if (usages && !usages.includes(CLIENT_AUTH)) throw new CertificateRefused('CERT_NOT_FOR_CLIENT_AUTH');
  if (keyType === 'rsa' && (keyBits ?? 0) < 2048) {
    throw new CertificateRefused('CERT_KEY_TOO_SHORT', { bits: keyBits ?? 0 });
  }
  return warnings(certificate, now);
}

function warnings(certificate: Checked, now: Date): CertificateWarning[] {
  const { validTo, keyType, keyBits, signatureAlgorithm, container } = certificate;
  const found: CertificateWarning[] = [];
  const days = Math.floor((validTo.getTime() - now.getTime()) / DAY);
  if (days <= 60) found.push({ code: 'CERT_EXPIRES_SOON', facts: { on: day(validTo), days } });
  if (keyType === 'rsa' && keyBits !== undefined && keyBits < 3072) {
    found.push({ code: 'CERT_KEY_SHORT', facts: { bits: keyBits } });
  }
  if (WEAK_SIGNATURES.has(signatureAlgorithm)) {
    found.push({ code: 'CERT_SIGNATURE_WEAK', facts: { algorithm: signatureAlgorithm } });
  }
  if (container && container.weak.length > 0) {
    found.push({ code: 'P12_WEAK_CONTAINER', facts: { weak: container.weak.join(', ') } });
  }
  return found;
}

type CertificateReason =
  | 'CERT_EXPIRED'
  | 'CERT_NOT_YET_VALID'
  | 'CERT_IS_AUTHORITY'
  | 'CERT_NOT_FOR_CLIENT_AUTH'
  | 'CERT_KEY_TOO_SHORT';

/** `facts.kp` is the Kita-Planer dossier's code (3.8), where it has one. */
export class CertificateRefused extends GatewayError {
  readonly kind = 'invalid';

  constructor(
    readonly code: CertificateReason,
    facts: { readonly since?: string; readonly from?: string; readonly bits?: number } = {},
  ) {
    const { kp, message } = REASONS[code];
    const [detail] = Object.entries(facts).map(([name, value]) => `${name} ${value.toString()}`);
    super(detail === undefined ? message : `${message}, ${detail}`, {
      ...(kp === undefined ? {} : { kp }),
      ...facts,
    });
  }
}

const DAY = 86_400_000;
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** MD5 and SHA-1 with RSA, SHA-1 with ECDSA and DSA. */
const WEAK_SIGNATURES = new Set([
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10045.4.1',
  '1.2.840.10040.4.3',
]);

const REASONS: Readonly<Record<CertificateReason, { readonly kp?: string; readonly message: string }>> = {
  CERT_EXPIRED: { kp: 'KP-Z06', message: 'The certificate has expired' },
  CERT_NOT_YET_VALID: { kp: 'KP-Z07', message: 'The certificate is not valid yet' },
  CERT_IS_AUTHORITY: { kp: 'KP-Z08', message: 'This is the certificate of an authority, not of a client' },
  CERT_NOT_FOR_CLIENT_AUTH: {
    kp: 'KP-Z08',
    message: 'The certificate is not made for client authentication',
  },
  CERT_KEY_TOO_SHORT: { message: 'The RSA key of the certificate is shorter than 2048 bits' },
};

const day = (date: Date): string => date.toISOString().slice(0, 10);
