import type { SecretBuffer } from '../secrets/secret-buffer';
import type { CertificateFacts } from './certificate-facts';

/** How a container was protected. Stored in clear, to be shown: “veraltet: RC2-40”. */
export interface P12Container {
  readonly algorithms: readonly string[];
  /** Those among them, or missing protections, that nobody should use today. */
  readonly weak: readonly string[];
}

/** What the worker hands over. */
export interface DecodedP12 extends CertificateFacts {
  /** PKCS#8 DER. */
  readonly key: Uint8Array;
  readonly chain: string;
  readonly container: P12Container;
}

/** A client certificate with its key, ready for TLS and for the vault. */
export interface ClientCertificate extends CertificateFacts {
  /** PKCS#8 PEM. */
  readonly key: SecretBuffer;
  /** PEM, leaf first, without the self-signed root. */
  readonly chain: string;
  readonly container: P12Container;
}
