import { makeCa, type CertificateWishes, type TestCa, type TestCertificate } from '@gateway/testing';
import { asn1, pkcs12, pki } from 'node-forge';

/** A client's certificate in the form a Träger gets it. */
export interface ClientP12 {
  readonly p12: Buffer;
  readonly fingerprint256: string;
}

/**
 * The simulator's own certification authority, its server certificate, and client certificates.
 *
 * Keys are made at start. Give one instance to several simulators to let them trust the same clients.
 */
export class SimulatorCertificates {
  private constructor(
    private readonly ca: TestCa,
    readonly server: TestCertificate,
  ) {}

  static create(): SimulatorCertificates {
    const ca = makeCa({ cn: 'Kita-Planer Simulator CA' });
    return new SimulatorCertificates(ca, issueServer(ca));
  }

  /** What a client must trust. */
  get caPem(): string {
    return this.ca.certPem;
  }

  /** A client certificate this simulator trusts, unless the wishes spoil it (`notAfter` in the past, …). */
  client(cn: string, wishes: Partial<CertificateWishes> = {}): TestCertificate {
    return this.ca.issue({ clientAuth: true, ...wishes, cn });
  }

  /** The same as a .p12 file: AES-256, MAC SHA-1, key and chain. The password must be ASCII. */
  clientP12(cn: string, password: string, wishes: Partial<CertificateWishes> = {}): ClientP12 {
    const client = this.client(cn, { ...wishes, keyType: 'rsa' });
    const chain = [client.certPem, this.ca.certPem].map((pem) => pki.certificateFromPem(pem));
    const file = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(client.keyPem), chain, password, {
      algorithm: 'aes256',
      count: 2_048,
      friendlyName: cn,
    });
    return {
      p12: Buffer.from(asn1.toDer(file).getBytes(), 'binary'),
      fingerprint256: client.fingerprint256,
    };
  }
}

const issueServer = (ca: TestCa): TestCertificate =>
  ca.issue({
    cn: 'Kita-Planer Simulator',
    serverAuth: true,
    dnsNames: ['localhost', 'kita-planer.localhost'],
    ips: ['127.0.0.1', '::1'],
  });
