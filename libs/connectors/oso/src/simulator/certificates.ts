import { makeCa, type CertificateWishes, type TestCa, type TestCertificate } from '@gateway/testing';
import { asn1, pkcs12, pki } from 'node-forge';

/** The organisation numbers of the register fixture. */
export const numbers = {
  /** Supplier of the samenwerkingsverband's system: the gateway. */
  A: '00000003272448340204',
  /** Supplier of the school's system. */
  B: '00000003999999990000',
  trafficCenter: '00000001802331497000',
} as const;

/** The simulator's own certification authority, its servers, and certificates of suppliers. */
export class SimulatorCertificates {
  private constructor(
    private readonly ca: TestCa,
    readonly trafficCenter: TestCertificate,
    readonly school: TestCertificate,
  ) {}

  static create(): SimulatorCertificates {
    const ca = makeCa({ cn: 'OSO Simulator CA' });
    return new SimulatorCertificates(
      ca,
      issueServer(ca, 'OSO Simulator Traffic Center', numbers.trafficCenter),
      issueServer(ca, 'OSO Simulator school', numbers.B),
    );
  }

  /** What a client must trust. */
  get caPem(): string {
    return this.ca.certPem;
  }

  /** A supplier's certificate, for client and server alike, as OSO issues them. */
  supplier(organisationNumber: string, wishes: Partial<CertificateWishes> = {}): TestCertificate {
    return this.ca.issue({
      cn: `Supplier ${organisationNumber}`,
      subjectSerialNumber: organisationNumber,
      clientAuth: true,
      serverAuth: true,
      ips: ['127.0.0.1'],
      ...wishes,
    });
  }

  /** The same as a .p12 file. The password must be ASCII. */
  supplierP12(organisationNumber: string, password: string, wishes: Partial<CertificateWishes> = {}): Buffer {
    const { keyPem, certPem } = this.supplier(organisationNumber, wishes);
    const chain = [certPem, this.ca.certPem].map((pem) => pki.certificateFromPem(pem));
    const file = pkcs12.toPkcs12Asn1(pki.privateKeyFromPem(keyPem), chain, password, {
      algorithm: 'aes256',
      count: 2_048,
    });
    return Buffer.from(asn1.toDer(file).getBytes(), 'binary');
  }
}

const issueServer = (ca: TestCa, cn: string, subjectSerialNumber: string): TestCertificate =>
  ca.issue({
    cn,
    subjectSerialNumber,
    serverAuth: true,
    clientAuth: true,
    dnsNames: ['oso.localhost'],
    ips: ['127.0.0.1', '::1'],
  });
