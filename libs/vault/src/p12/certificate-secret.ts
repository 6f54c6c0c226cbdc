import type { SecretDescription } from '../secrets/secret';
import type { ClientCertificate } from './client-certificate';

/** What `Vault.put` takes. */
export interface CertificateSecret {
  /** Key and chain in one PEM; TLS takes it as `key` and as `cert` alike. The caller wipes it. */
  readonly value: Buffer;
  readonly expiresAt: Date;
  readonly description: SecretDescription;
}

/** A client certificate as the vault keeps it: the container and its password are not needed any more. */
export function certificateSecret(certificate: ClientCertificate): CertificateSecret {
  const { key, chain, container, validFrom, validTo, keyBits, curve } = certificate;
  const { subject, issuer, serialNumber, fingerprint256, keyType } = certificate;
  return {
    value: Buffer.concat([key.bytes, Buffer.from(chain)]),
    expiresAt: validTo,
    description: {
      ...{ subject, issuer, serialNumber, fingerprint256, keyType },
      ...(keyBits === undefined ? {} : { keyBits }),
      ...(curve === undefined ? {} : { curve }),
      validFrom: validFrom.toISOString(),
      validTo: validTo.toISOString(),
      algorithms: container.algorithms.join(', '),
      weak: container.weak.join(', '),
    },
  };
}
