import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { inspect } from 'node:util';
import { asn1, util } from 'node-forge';
import { P12Refused } from './p12-refused';
import { readP12 } from './read-p12';

const PASSWORD = 'Muster-Kennwort-7';
const UMLAUT = 'Grüße-ÄÖü-1';
const read = (name: string): Buffer => readFileSync(join(__dirname, '../testing/p12', `${name}.p12`));
const open = (name: string, password = PASSWORD) => readP12(read(name), password);
const refusal = async (file: Uint8Array, password = PASSWORD): Promise<P12Refused> => {
  const outcome = await readP12(file, password).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(P12Refused);
  return outcome as P12Refused;
};

describe('a .p12 file', () => {
  it.each([
    ['modern', ['AES-256', 'MAC sha256'], []],
    ['aes-128', ['AES-128', 'MAC sha256'], []],
    ['open-certificates', ['AES-256', 'MAC sha256'], []],
    ['mac-sha1', ['AES-256', 'MAC sha1'], []],
    ['mac-sha384', ['AES-256', 'MAC sha384'], []],
    ['mac-sha512', ['AES-256', 'MAC sha512'], []],
    ['no-mac', ['AES-256'], ['no MAC']],
    ['unprotected', [], ['unencrypted', 'no MAC']],
    ['3des', ['3DES', 'MAC sha1'], ['3DES']],
    ['2des', ['2DES', 'MAC sha1'], ['2DES']],
    ['rc2-40', ['RC2-40', '3DES', 'MAC sha1'], ['RC2-40', '3DES']],
    ['rc2-40-no-mac', ['RC2-40', '3DES'], ['RC2-40', '3DES', 'no MAC']],
    ['rc2-128', ['RC2-128', 'MAC sha1'], ['RC2-128']],
    ['rc4-128', ['RC4-128', 'MAC sha1'], ['RC4-128']],
    ['rc4-40', ['RC4-40', 'MAC sha1'], ['RC4-40']],
    ['java-8', ['3DES', 'RC2-40', 'MAC sha1'], ['3DES', 'RC2-40']],
  ])('Kita 14: opens, and tells how it was protected (%s)', async (name, algorithms, weak) => {
    const { container, key, chain } = await open(name);

    expect({ ...container, algorithms: [...container.algorithms].sort() }).toEqual({
      algorithms: [...algorithms].sort(),
      weak: expect.arrayContaining(weak),
    });
    expect(container.weak).toHaveLength(weak.length);
    expect(new X509Certificate(chain).checkPrivateKey(createPrivateKey(key.text))).toBe(true);
  });

  it.each([
    ['ec-modern', PASSWORD, 'CN=traeger-ec'],
    ['ec-rc2-40', PASSWORD, 'CN=traeger-ec'],
    ['umlaut-modern', UMLAUT, 'O=Träger Müsterhausen, CN=traeger-muster'],
    ['umlaut-rc2-40', UMLAUT, 'O=Träger Müsterhausen, CN=traeger-muster'],
    ['empty-modern', '', 'O=Träger Müsterhausen, CN=traeger-muster'],
    ['empty-rc2-40', '', 'O=Träger Müsterhausen, CN=traeger-muster'],
    ['empty-none', '', 'CN=jemand-anderes'],
  ])(
    'Kita 15: opens with an elliptic key, umlauts in the password or none at all (%s)',
    async (name, password, subject) => {
      const { key, chain, ...facts } = await open(name, password);

      expect(facts.subject).toBe(subject);
      expect(new X509Certificate(chain).checkPrivateKey(createPrivateKey(key.text))).toBe(true);
    },
  );

  it('Kita 16: opens with 600,000 iterations while everything else goes on', async () => {
    const before = performance.eventLoopUtilization();

    await open('iterations-600000');

    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  });

  it('yields the leaf first and leaves the root out', async () => {
    const { chain, ...facts } = await open('modern');
    const subjects = chain
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .map((pem) => new X509Certificate(pem).subject.split('\n').at(-1));

    expect(subjects).toEqual(['CN=traeger-muster', 'CN=Muster Zwischenstelle']);
    expect(facts).toMatchObject({
      issuer: 'O=Musterstadt, CN=Muster Zwischenstelle',
      serialNumber: expect.stringMatching(/^[0-9A-F]+$/),
      fingerprint256: new X509Certificate(chain).fingerprint256,
      validTo: new Date(new X509Certificate(chain).validTo),
      keyType: 'rsa',
      keyBits: 2048,
      signatureAlgorithm: '1.2.840.113549.1.1.11',
      usages: ['1.3.6.1.5.5.7.3.2'],
      authority: false,
    });
  });

  it('opens if its octet strings come in pieces, as Windows writes them', async () => {
    await expect(readP12(inPieces(read('modern')), PASSWORD)).resolves.toMatchObject({ keyBits: 2048 });
  });
});

describe('a .p12 file is refused', () => {
  it.each(['modern', 'rc2-40', 'ec-rc2-40', 'java-8', 'mac-sha512', 'no-mac', 'rc2-40-no-mac'])(
    'Kita 10: for a wrong password (%s)',
    async (name) => {
      expect(await refusal(read(name), 'falsch')).toMatchObject({
        code: 'P12_PASSWORD_WRONG',
        kind: 'invalid',
        facts: { kp: 'KP-Z02' },
      });
    },
  );

  it.each([
    ['text', Buffer.from('keine Zertifikatsdatei')],
    ['nothing at all', Buffer.alloc(0)],
    ['a ZIP file', Buffer.from('504b0304140000000800', 'hex')],
    [
      'a PEM file under another name',
      Buffer.from(`-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n`),
    ],
    ['half of one', read('modern').subarray(0, 2000)],
    ['all of one but the last byte', read('modern').subarray(0, -1)],
    ['nested beyond measure', Buffer.alloc(90_000, Buffer.from('3080', 'hex'))],
  ])('as damaged: %s', async (_, file) => {
    expect(await refusal(file)).toMatchObject({ code: 'P12_DAMAGED', facts: { kp: 'KP-Z03' } });
  });

  it('before any work if it asks for more than 5,000,000 iterations', async () => {
    const started = process.cpuUsage();

    expect(await refusal(read('iterations-5000001'))).toMatchObject({
      code: 'P12_TOO_COSTLY',
      facts: { kp: 'KP-Z04', detail: 'more than 5000000 iterations' },
    });
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });

  it('if its parts together ask for more than 5,000,000 iterations', async () => {
    const costly = edit(read('modern'), (pfx) => {
      nodes(nodes(pfx)[2]!)[2]!.value = asn1.integerToDer(4_999_999).getBytes();
    });

    expect(await refusal(costly)).toMatchObject({ code: 'P12_TOO_COSTLY' });
  });

  it('if its MAC asks for more than 5,000,000 iterations', async () => {
    const costly = edit(read('modern'), (pfx) => {
      nodes(nodes(pfx)[2]!)[2]!.value = asn1.integerToDer(5_000_001).getBytes();
    });

    expect(await refusal(costly)).toMatchObject({ code: 'P12_TOO_COSTLY' });
  });

  it('if it takes ten seconds of a processor, or its password is wrong before', async () => {
    const slow = edit(read('mac-sha512'), (pfx) => {
      nodes(nodes(pfx)[2]!)[2]!.value = asn1.integerToDer(4_990_000).getBytes();
    });
    const before = process.cpuUsage();

    expect(await refusal(slow)).toMatchObject({
      code: expect.stringMatching(/^P12_(TOO_COSTLY|PASSWORD_WRONG)$/),
    });
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000_000).toBeLessThan(14);
  });

  it('if it is larger than 100 kB', async () => {
    expect(await refusal(Buffer.alloc(100_001))).toMatchObject({ code: 'P12_TOO_LARGE', kind: 'too-large' });
  });

  it.each([
    ['no-key', 'P12_KEY_MISSING'],
    ['two-keys', 'P12_AMBIGUOUS'],
    ['no-certificate', 'P12_KEY_MISMATCH'],
    ['mismatch', 'P12_KEY_MISMATCH'],
  ])('without exactly one key and its certificate (%s)', async (name, code) => {
    expect(await refusal(read(name))).toMatchObject({ code, facts: { kp: 'KP-Z05' } });
  });

  it('for an algorithm nobody reads, named by its identifier', async () => {
    const odd = edit(read('modern'), (pfx) => {
      const digest = nodes(nodes(nodes(nodes(pfx)[2]!)[0]!)[0]!)[0]!;
      digest.value = asn1.oidToDer('1.2.840.113549.1.5.14').getBytes();
    });

    expect(await refusal(odd)).toMatchObject({
      code: 'P12_UNSUPPORTED',
      facts: { kp: 'KP-Z04', detail: 'MAC 1.2.840.113549.1.5.14' },
    });
  });
});

describe('what a .p12 file held', () => {
  it('cannot be printed', async () => {
    const certificate = await open('modern');
    const secret = certificate.key.text.split('\n')[3]!;

    expect(certificate.key.text).toContain(secret);
    expect(inspect(certificate, { depth: 9, showHidden: true })).not.toContain(secret);
    expect(JSON.stringify(certificate)).not.toContain(secret);
  });

  it('is in no error, nor is the password', async () => {
    const error = await refusal(read('modern'), 'geheim-4711');

    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('geheim-4711');
  });
});

const nodes = (node: asn1.Asn1): asn1.Asn1[] => node.value as asn1.Asn1[];

function edit(file: Buffer, change: (pfx: asn1.Asn1) => void): Buffer {
  const pfx = asn1.fromDer(util.createBuffer(file.toString('latin1')));
  change(pfx);
  return Buffer.from(asn1.toDer(pfx).getBytes(), 'latin1');
}

const inPieces = (file: Buffer): Buffer =>
  edit(file, (pfx) => {
    const content = nodes(nodes(nodes(pfx)[1]!)[1]!)[0]!;
    const { UNIVERSAL } = asn1.Class;
    const whole = content.value as string;
    const piece = (text: string) => asn1.create(UNIVERSAL, asn1.Type.OCTETSTRING, false, text);
    content.constructed = true;
    content.composed = true;
    content.value = [piece(whole.slice(0, 100)), piece(whole.slice(100))];
  });
