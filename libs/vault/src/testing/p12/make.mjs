/**
 * Makes the containers beside this file, once: `node make.mjs` (OpenSSL 3 with its legacy provider, a JDK's keytool).
 * They are committed because neither Node nor node-forge can write the old algorithms. All names are made up; the
 * certificates are valid for 100 years. Password: see PASSWORD and UMLAUT.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';

const PASSWORD = 'Muster-Kennwort-7';
const UMLAUT = 'Grüße-ÄÖü-1';
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const work = mkdtempSync(join(tmpdir(), 'p12-'));
const openssl = (...args) => execFileSync('openssl', args, { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
const days = ['-days', '36500'];

function certificate(name, subject, key, issuer, extensions) {
  openssl(
    'req',
    '-new',
    ...key,
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-utf8',
    '-subj',
    subject,
  );
  writeFileSync(join(work, `${name}.ext`), extensions);
  const signer = issuer
    ? ['-CA', `${issuer}.crt`, '-CAkey', `${issuer}.key`, '-CAcreateserial']
    : ['-signkey', `${name}.key`];
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    ...signer,
    ...days,
    '-out',
    `${name}.crt`,
    '-extfile',
    `${name}.ext`,
  );
}

const rsa = ['-newkey', 'rsa:2048'];
const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
const ca = 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\n';
const client = 'basicConstraints=CA:FALSE\nextendedKeyUsage=clientAuth\n';
certificate('root', '/O=Musterstadt/CN=Muster Root', rsa, undefined, ca);
certificate('inter', '/O=Musterstadt/CN=Muster Zwischenstelle', rsa, 'root', ca);
certificate('user', '/O=Träger Müsterhausen/CN=traeger-muster', rsa, 'inter', client);
certificate('other', '/CN=jemand-anderes', rsa, 'inter', client);
certificate('ec', '/CN=traeger-ec', ec, 'inter', client);
const read = (name) => readFileSync(join(work, name), 'utf8');
writeFileSync(join(work, 'above.pem'), read('root.crt') + read('inter.crt'));

function container(name, who, password, ...options) {
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    `${who}.key`,
    '-in',
    `${who}.crt`,
    '-certfile',
    'above.pem',
    '-passout',
    `pass:${password}`,
    '-out',
    join(here, `${name}.p12`),
    ...options,
  );
  chmodSync(join(here, `${name}.p12`), 0o644);
}
const pbe = (algorithm) => ['-keypbe', algorithm, '-certpbe', algorithm];

container('modern', 'user', PASSWORD);
container('aes-128', 'user', PASSWORD, ...pbe('AES-128-CBC'));
container('open-certificates', 'user', PASSWORD, '-certpbe', 'NONE');
container('mac-sha1', 'user', PASSWORD, '-macalg', 'sha1');
container('mac-sha384', 'user', PASSWORD, '-macalg', 'sha384');
container('mac-sha512', 'user', PASSWORD, '-macalg', 'sha512');
container('no-mac', 'user', PASSWORD, '-nomac');
container('unprotected', 'user', PASSWORD, '-nomac', ...pbe('NONE'));
container('3des', 'user', PASSWORD, ...pbe('PBE-SHA1-3DES'), '-macalg', 'sha1');
container('2des', 'user', PASSWORD, ...pbe('PBE-SHA1-2DES'), '-macalg', 'sha1');
container('rc2-40', 'user', PASSWORD, '-legacy');
container('rc2-128', 'user', PASSWORD, '-legacy', ...pbe('PBE-SHA1-RC2-128'));
container('rc4-128', 'user', PASSWORD, '-legacy', ...pbe('PBE-SHA1-RC4-128'));
container('rc4-40', 'user', PASSWORD, '-legacy', ...pbe('PBE-SHA1-RC4-40'));
container('rc2-40-no-mac', 'user', PASSWORD, '-legacy', '-nomac', '-certpbe', 'PBE-SHA1-RC2-40');
container('ec-modern', 'ec', PASSWORD);
container('ec-rc2-40', 'ec', PASSWORD, '-legacy');
container('umlaut-modern', 'user', UMLAUT);
container('umlaut-rc2-40', 'user', UMLAUT, '-legacy');
container('empty-modern', 'user', '');
container('empty-rc2-40', 'user', '', '-legacy');
container('iterations-600000', 'user', PASSWORD, '-iter', '600000');
container('iterations-5000001', 'user', PASSWORD, '-iter', '5000001', '-nomac');
container('no-key', 'user', PASSWORD, '-nokeys');
container('no-certificate', 'user', PASSWORD, '-nocerts');

// Without a password at all, as Windows writes it, and with a key that is not the certificate's: node-forge.
const { pki, pkcs12, asn1 } = forge;
const write = (name, key, password) => {
  const pfx = pkcs12.toPkcs12Asn1(
    pki.privateKeyFromPem(read(key)),
    [pki.certificateFromPem(read('other.crt'))],
    password,
    {
      algorithm: '3des',
    },
  );
  writeFileSync(join(here, `${name}.p12`), Buffer.from(asn1.toDer(pfx).getBytes(), 'latin1'));
};
write('empty-none', 'other.key', null);
write('mismatch', 'root.key', PASSWORD);

// Java: two keys in one store, and the store Java 8 writes.
const keytool = (...args) => execFileSync('keytool', args, { cwd: work, stdio: ['ignore', 'pipe', 'pipe'] });
const stores = [
  '-srcstoretype',
  'PKCS12',
  '-deststoretype',
  'PKCS12',
  '-srcstorepass',
  PASSWORD,
  '-deststorepass',
  PASSWORD,
];
const copy = (from, alias, to, ...options) =>
  keytool(
    ...options,
    '-importkeystore',
    '-srckeystore',
    from,
    '-srcalias',
    '1',
    '-destalias',
    alias,
    '-destkeystore',
    to,
    ...stores,
  );
for (const who of ['user', 'other']) {
  openssl(
    'pkcs12',
    '-export',
    '-inkey',
    `${who}.key`,
    '-in',
    `${who}.crt`,
    '-certfile',
    'above.pem',
    '-passout',
    `pass:${PASSWORD}`,
    '-out',
    `${who}-store.p12`,
  );
}
copy('user-store.p12', 'a', 'two.p12');
copy('other-store.p12', 'b', 'two.p12');
copy('user-store.p12', 'a', 'java8.p12', '-J-Dkeystore.pkcs12.legacy');
for (const [file, name] of [
  ['two', 'two-keys'],
  ['java8', 'java-8'],
]) {
  writeFileSync(join(here, `${name}.p12`), readFileSync(join(work, `${file}.p12`)));
}
rmSync(work, { recursive: true });
