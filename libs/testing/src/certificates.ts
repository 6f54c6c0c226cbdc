import { X509Certificate, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import * as der from './der';

/** What a test certificate says. Valid from yesterday for a year, RSA 2048, unless told otherwise. */
export interface CertificateWishes {
  readonly cn: string;
  readonly organisation?: string;
  /** The attribute `serialNumber` of the subject: where PKIoverheid writes the organisation's number. */
  readonly subjectSerialNumber?: string;
  readonly clientAuth?: boolean;
  readonly serverAuth?: boolean;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
  readonly keyType?: 'rsa' | 'ec';
  /** Length of an RSA key. */
  readonly bits?: number;
  readonly dnsNames?: readonly string[];
  readonly ips?: readonly string[];
}

export interface TestCertificate {
  /** PKCS#8. */
  readonly keyPem: string;
  readonly certPem: string;
  /** The certificate and those above it, leaf first. */
  readonly chainPem: string;
  /** As Node writes it: upper case, colons. */
  readonly fingerprint256: string;
}

export interface TestCa extends TestCertificate {
  issue(wishes: CertificateWishes): TestCertificate;
  /** A certification authority below this one. */
  issueCa(wishes?: Partial<CertificateWishes>): TestCa;
  /** A list, valid for a year, that revokes these certificates. */
  revoke(...certificates: readonly TestCertificate[]): string;
}

/** A certification authority of a test's own, made in about a tenth of a second. */
export function makeCa(wishes: Partial<CertificateWishes> = {}): TestCa {
  const named = { cn: 'Test CA', ...wishes };
  const { publicKey, privateKey } = keyPair(named);
  const issuer: Issuer = { name: nameOf(named), privateKey, chainPem: '' };
  return caFrom(named, certify(named, publicKey, privateKey, issuer, caExtensions()), privateKey);
}

interface Issuer {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
  readonly chainPem: string;
}

function caFrom(wishes: CertificateWishes, own: TestCertificate, privateKey: KeyObject): TestCa {
  const issuer: Issuer = { name: nameOf(wishes), privateKey, chainPem: own.chainPem };
  return {
    ...own,
    issue: (asked) => {
      const pair = keyPair(asked);
      return certify(asked, pair.publicKey, pair.privateKey, issuer, leafExtensions(asked));
    },
    issueCa: (asked = {}) => {
      const named = { cn: 'Test CA below', ...asked };
      const pair = keyPair(named);
      const below = certify(named, pair.publicKey, pair.privateKey, issuer, caExtensions());
      return caFrom(named, below, pair.privateKey);
    },
    revoke: (...certificates) => revocationList(issuer, certificates),
  };
}

const DAY = 86_400_000;
const yesterday = (): Date => new Date(Date.now() - DAY);
const nextYear = (): Date => new Date(Date.now() + 365 * DAY);

function certify(
  wishes: CertificateWishes,
  publicKey: KeyObject,
  privateKey: KeyObject,
  issuer: Issuer,
  extensions: Buffer,
): TestCertificate {
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    signatureAlgorithm(issuer.privateKey),
    issuer.name,
    der.sequence(der.time(wishes.notBefore ?? yesterday()), der.time(wishes.notAfter ?? nextYear())),
    nameOf(wishes),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, extensions),
  );
  const certPem = pem('CERTIFICATE', signed(body, issuer.privateKey));
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certPem,
    chainPem: certPem + issuer.chainPem,
    fingerprint256: new X509Certificate(certPem).fingerprint256,
  };
}

function revocationList(issuer: Issuer, certificates: readonly TestCertificate[]): string {
  const revoked = certificates.map(({ certPem }) => {
    const serial = Buffer.from(new X509Certificate(certPem).serialNumber, 'hex');
    return der.sequence(der.integer(serial), der.time(yesterday()));
  });
  const body = der.sequence(
    signatureAlgorithm(issuer.privateKey),
    issuer.name,
    der.time(yesterday()),
    der.time(nextYear()),
    ...(revoked.length > 0 ? [der.sequence(...revoked)] : []),
  );
  return pem('X509 CRL', signed(body, issuer.privateKey));
}

const signed = (body: Buffer, key: KeyObject): Buffer =>
  der.sequence(body, signatureAlgorithm(key), der.bits(sign('sha256', body, key)));

/** sha256WithRSAEncryption or ecdsa-with-SHA256. */
const signatureAlgorithm = (key: KeyObject): Buffer =>
  key.asymmetricKeyType === 'ec'
    ? der.sequence(der.oid('1.2.840.10045.4.3.2'))
    : der.sequence(der.oid('1.2.840.113549.1.1.11'), der.nothing);

const keyPair = ({ keyType = 'rsa', bits = 2048 }: CertificateWishes): KeyPair =>
  keyType === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('rsa', { modulusLength: bits });

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function nameOf({ cn, organisation, subjectSerialNumber }: CertificateWishes): Buffer {
  const attributes: [string, string | undefined][] = [
    ['2.5.4.10', organisation],
    ['2.5.4.5', subjectSerialNumber],
    ['2.5.4.3', cn],
  ];
  return der.sequence(
    ...attributes.flatMap(([type, value]) =>
      value === undefined ? [] : [der.set(der.sequence(der.oid(type), der.utf8(value)))],
    ),
  );
}

/** basicConstraints CA:TRUE; keyUsage keyCertSign, cRLSign. */
const caExtensions = (): Buffer =>
  der.sequence(
    extension('2.5.29.19', der.sequence(der.boolean(true)), true),
    extension('2.5.29.15', der.bits(Buffer.from([0b0000_0110]), 1), true),
  );

/** keyUsage digitalSignature, keyEncipherment; extendedKeyUsage and subjectAltName as wished. */
function leafExtensions({ clientAuth, serverAuth, dnsNames = [], ips = [] }: CertificateWishes): Buffer {
  const purposes = [
    ...(serverAuth ? [der.oid('1.3.6.1.5.5.7.3.1')] : []),
    ...(clientAuth ? [der.oid('1.3.6.1.5.5.7.3.2')] : []),
  ];
  const names = [
    ...dnsNames.map((name) => der.implicit(2, Buffer.from(name, 'ascii'))),
    ...ips.map((ip) => der.implicit(7, ipBytes(ip))),
  ];
  return der.sequence(
    extension('2.5.29.15', der.bits(Buffer.from([0b1010_0000]), 5), true),
    ...(purposes.length > 0 ? [extension('2.5.29.37', der.sequence(...purposes))] : []),
    ...(names.length > 0 ? [extension('2.5.29.17', der.sequence(...names))] : []),
  );
}

const extension = (type: string, content: Buffer, critical = false): Buffer =>
  der.sequence(der.oid(type), ...(critical ? [der.boolean(true)] : []), der.octets(content));

function ipBytes(ip: string): Buffer {
  if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number));
  const [head = '', tail] = ip.split('::').map((part) => part.split(':').filter(Boolean).map(group).join(''));
  return Buffer.from(tail === undefined ? head : head + tail.padStart(32 - head.length, '0'), 'hex');
}

const group = (text: string): string => text.padStart(4, '0');

const pem = (label: string, content: Buffer): string =>
  `-----BEGIN ${label}-----\n${(content.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${label}-----\n`;
