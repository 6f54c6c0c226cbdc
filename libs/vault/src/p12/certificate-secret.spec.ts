import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { certificateFacts } from './certificate-facts';
import { certificateSecret } from './certificate-secret';
import { checkClientCertificate } from './check-client-certificate';
import { readP12 } from './read-p12';

describe('a client certificate on its way into the vault', () => {
  const read = (name: string) =>
    readP12(readFileSync(join(__dirname, '../testing/p12', `${name}.p12`)), 'Muster-Kennwort-7');

  it.each(['rc2-40', 'ec-rc2-40'])('Kita 14: is ready for TLS without its container (%s)', async (name) => {
    const { value } = certificateSecret(await read(name));

    expect(() => createSecureContext({ key: value, cert: value })).not.toThrow();
  });

  it('is described without its key', async () => {
    const certificate = await read('rc2-40');
    const { description, expiresAt } = certificateSecret(certificate);

    expect(expiresAt).toEqual(certificate.validTo);
    expect(description).toEqual({
      subject: 'O=Träger Müsterhausen, CN=traeger-muster',
      issuer: 'O=Musterstadt, CN=Muster Zwischenstelle',
      serialNumber: certificate.serialNumber,
      fingerprint256: certificate.fingerprint256,
      keyType: 'rsa',
      keyBits: 2048,
      validFrom: certificate.validFrom.toISOString(),
      validTo: certificate.validTo.toISOString(),
      algorithms: 'RC2-40, 3DES, MAC sha1',
      weak: 'RC2-40, 3DES',
    });
  });

  it('Kita 12: can be checked again from what is stored, before every call', async () => {
    const certificate = await read('modern');
    const facts = certificateFacts(new X509Certificate(certificateSecret(certificate).value));

    expect(facts).toEqual(expect.objectContaining({ fingerprint256: certificate.fingerprint256 }));
    expect(() => checkClientCertificate(facts, new Date(certificate.validTo.getTime() + 1))).toThrow(
      expect.objectContaining({ code: 'CERT_EXPIRED' }) as Error,
    );
  });
});
