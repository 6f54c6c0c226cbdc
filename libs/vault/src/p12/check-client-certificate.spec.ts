import type { CertificateFacts } from './certificate-facts';
import { CertificateRefused, checkClientCertificate } from './check-client-certificate';

const now = new Date('2026-11-24T12:00:00Z');

const aCertificate = (wishes: Partial<CertificateFacts> = {}): CertificateFacts => ({
  subject: 'CN=traeger-muster',
  issuer: 'CN=Muster',
  serialNumber: '01',
  fingerprint256: 'AA',
  validFrom: new Date('2026-01-01T00:00:00Z'),
  validTo: new Date('2028-01-01T00:00:00Z'),
  keyType: 'rsa',
  keyBits: 3072,
  signatureAlgorithm: '1.2.840.113549.1.1.11',
  usages: ['1.3.6.1.5.5.7.3.2'],
  authority: false,
  ...wishes,
});

const check = (wishes: Partial<Parameters<typeof checkClientCertificate>[0]>) =>
  checkClientCertificate({ ...aCertificate(), ...wishes }, now);

describe('a client certificate', () => {
  it('passes without a word if nothing is wrong with it', () => {
    expect(check({})).toEqual([]);
    expect(check({ keyType: 'ec', keyBits: undefined, curve: 'prime256v1' })).toEqual([]);
  });

  it('may leave open what it is for', () => {
    expect(check({ usages: undefined })).toEqual([]);
  });

  it.each([
    [
      'has expired',
      { validTo: new Date('2026-10-01T00:00:00Z') },
      'CERT_EXPIRED',
      { kp: 'KP-Z06', since: '2026-10-01' },
    ],
    ['expires this very moment', { validTo: now }, 'CERT_EXPIRED', { kp: 'KP-Z06', since: '2026-11-24' }],
    [
      'is not valid yet',
      { validFrom: new Date('2026-12-01T00:00:00Z') },
      'CERT_NOT_YET_VALID',
      { kp: 'KP-Z07', from: '2026-12-01' },
    ],
    ['is for servers only', { usages: ['1.3.6.1.5.5.7.3.1'] }, 'CERT_NOT_FOR_CLIENT_AUTH', { kp: 'KP-Z08' }],
    ['belongs to an authority', { authority: true }, 'CERT_IS_AUTHORITY', { kp: 'KP-Z08' }],
    ['has a key of 1024 bits', { keyBits: 1024 }, 'CERT_KEY_TOO_SHORT', { bits: 1024 }],
  ])('is refused if it %s', (_, wishes, code, facts) => {
    expect(() => check(wishes)).toThrow(CertificateRefused);
    expect(() => check(wishes)).toThrow(expect.objectContaining({ code, facts, kind: 'invalid' }) as Error);
  });

  it('says since when it has expired', () => {
    expect(() => check({ validTo: new Date('2026-10-01T00:00:00Z') })).toThrow(/expired, since 2026-10-01/);
  });

  it.each([
    ['a key of 2048 bits', { keyBits: 2048 }, { code: 'CERT_KEY_SHORT', facts: { bits: 2048 } }],
    [
      'a SHA-1 signature',
      { signatureAlgorithm: '1.2.840.113549.1.1.5' },
      { code: 'CERT_SIGNATURE_WEAK', facts: { algorithm: '1.2.840.113549.1.1.5' } },
    ],
    [
      'sixty days left',
      { validTo: new Date('2027-01-23T12:00:00Z') },
      { code: 'CERT_EXPIRES_SOON', facts: { on: '2027-01-23', days: 60 } },
    ],
    [
      'come out of an old container',
      { container: { algorithms: ['RC2-40', '3DES'], weak: ['RC2-40', '3DES'] } },
      { code: 'P12_WEAK_CONTAINER', facts: { weak: 'RC2-40, 3DES' } },
    ],
  ])('is accepted with a warning if it has %s', (_, wishes, warning) => {
    expect(check(wishes)).toEqual([warning]);
  });

  it('draws no warning with sixty-one days left', () => {
    expect(check({ validTo: new Date('2027-01-24T12:00:00Z') })).toEqual([]);
  });
});
