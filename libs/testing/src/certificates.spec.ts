import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { makeCa } from './certificates';

describe('a certification authority for tests', () => {
  const ca = makeCa();
  const x509 = (pem: string) => new X509Certificate(pem);

  it('issues what it is asked for', () => {
    const issued = ca.issue({
      cn: 'träger-a',
      organisation: 'Stadt Süd',
      subjectSerialNumber: '00000001234567890000',
      clientAuth: true,
      serverAuth: true,
      dnsNames: ['kita.example'],
      ips: ['127.0.0.1', '::1', '2001:db8::7:1'],
    });

    const certificate = x509(issued.certPem);
    expect(certificate).toMatchObject({
      subjectAltName:
        'DNS:kita.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:0:0:7:1',
      keyUsage: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2'],
      fingerprint256: issued.fingerprint256,
    });
    expect(certificate.subject).toContain('CN=träger-a');
    expect(certificate.subject).toContain('serialNumber=00000001234567890000');
    expect(certificate.verify(x509(ca.certPem).publicKey)).toBe(true);
  });

  it.each(['rsa', 'ec'] as const)('issues %s certificates that OpenSSL takes with their keys', (keyType) => {
    const { keyPem, chainPem } = ca.issue({ cn: 'x', keyType });

    expect(() => createSecureContext({ key: keyPem, cert: chainPem })).not.toThrow();
  });

  it('signs with an elliptic key as well', () => {
    const elliptic = makeCa({ keyType: 'ec' });

    expect(x509(elliptic.issue({ cn: 'x' }).certPem).verify(x509(elliptic.certPem).publicKey)).toBe(true);
  });

  it('dates a certificate as told, also beyond 2050', () => {
    const issued = ca.issue({
      cn: 'old',
      notBefore: new Date('2020-01-02T03:04:05Z'),
      notAfter: new Date('2051-06-07T08:09:10Z'),
    });

    expect(x509(issued.certPem)).toMatchObject({
      validFrom: 'Jan  2 03:04:05 2020 GMT',
      validTo: 'Jun  7 08:09:10 2051 GMT',
    });
  });

  it('makes keys as weak as told', () => {
    expect(x509(ca.issue({ cn: 'weak', bits: 1024 }).certPem).publicKey.asymmetricKeyDetails).toMatchObject({
      modulusLength: 1024,
    });
  });

  it('lists the certificates above a certificate in its chain', () => {
    const below = ca.issueCa({ cn: 'Below' });
    const leaf = below.issue({ cn: 'leaf' });

    expect(leaf.chainPem).toBe(leaf.certPem + below.certPem + ca.certPem);
    expect(x509(below.certPem).checkIssued(x509(ca.certPem))).toBe(true);
  });

  it('revokes certificates with a list OpenSSL reads', () => {
    expect(() =>
      createSecureContext({ ca: ca.certPem, crl: ca.revoke(ca.issue({ cn: 'x' })) }),
    ).not.toThrow();
  });
});
