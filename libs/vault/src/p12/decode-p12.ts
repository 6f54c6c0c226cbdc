import { createHmac, createPrivateKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { readBags, type Bags } from './bags';
import { certificateChain } from './certificate-chain';
import { certificateFacts } from './certificate-facts';
import { readContainer, type Container, type Mac, type SafeContent } from './container';
import { decrypt } from './decrypt';
import { readScheme, type EncryptionScheme } from './encryption-scheme';
import { P12Failure } from './p12-failure';
import { bmpEncodings } from './passwords';
import { pkcs12Kdf } from './pkcs12-kdf';
import type { DecodedP12 } from './client-certificate';

/** For all parts of a file together. */
const MAX_ITERATIONS = 5_000_000;

/**
 * Opens a .p12 container with any of the algorithms in use since the nineties.
 *
 * Native crypto does the MAC, PBKDF2, 3DES, AES, keys and certificates; node-forge reads DER and does RC2.
 * Blocks its thread for as long as the container's iterations take: call it in a worker.
 */
export function decodeP12(file: Buffer, password: string): DecodedP12 {
  const container = readContainer(file);
  const contents = container.contents.map(prepare);
  affordable({ iterations: inSight(container, contents) });
  const macHolds = checkMac(container, password);
  const refuse = (): never => {
    throw new P12Failure(macHolds ? 'P12_DAMAGED' : 'P12_PASSWORD_WRONG');
  };
  const bags = contents.map(({ bytes, scheme, plain }): Bags => {
    return plain ?? decrypt(scheme, password, bytes, attempt(readBags)) ?? refuse();
  });
  const sealed = onlyKey(bags);
  const scheme = sealed.encryption && affordable(readScheme(sealed.encryption));
  const key = scheme
    ? decrypt(scheme, password, sealed.bytes, attempt(privateKey))
    : attempt(privateKey)(sealed.bytes);
  const certificates = bags.flatMap((bag) => bag.certificates);
  const chain = certificateChain(key ?? refuse(), certificates);
  return {
    ...certificateFacts(chain[0]),
    key: (key ?? refuse()).export({ type: 'pkcs8', format: 'der' }),
    chain: chain.map((certificate) => certificate.toString()).join(''),
    container: describe([...contents.map((content) => content.scheme), scheme], container.mac),
  };
}

type Prepared =
  | { readonly bytes: Buffer; readonly scheme: EncryptionScheme; readonly plain?: undefined }
  | { readonly bytes: Buffer; readonly scheme?: undefined; readonly plain: Bags };

function prepare({ bytes, encryption }: SafeContent): Prepared {
  if (encryption) return { bytes, scheme: readScheme(encryption) };
  const plain = readBags(bytes);
  return { bytes, plain };
}

/** How many iterations it takes to open what can be seen without a password. */
function inSight({ mac }: Container, contents: readonly Prepared[]): number {
  const keys = contents.flatMap(({ plain }) => plain?.keys ?? []);
  const costly = [
    ...(mac ? [mac] : []),
    ...contents.flatMap(({ scheme }) => scheme ?? []),
    ...keys.flatMap(({ encryption }) => (encryption ? [readScheme(encryption)] : [])),
  ];
  return costly.reduce((sum, { iterations }) => sum + iterations, 0);
}

function onlyKey(bags: readonly Bags[]): Bags['keys'][number] {
  const [first, second] = bags.flatMap((bag) => bag.keys);
  if (second) throw new P12Failure('P12_AMBIGUOUS');
  if (!first) throw new P12Failure('P12_KEY_MISSING');
  return first;
}

function affordable<T extends { readonly iterations: number }>(costly: T): T {
  if (costly.iterations > MAX_ITERATIONS) {
    throw new P12Failure('P12_TOO_COSTLY', `more than ${MAX_ITERATIONS.toString()} iterations`);
  }
  return costly;
}

/** False without a MAC; then only the ciphers can tell a wrong password. @throws P12_PASSWORD_WRONG */
function checkMac({ mac, authenticated }: Container, password: string): boolean {
  if (mac === undefined) return false;
  const holds = bmpEncodings(password).some((candidate) => {
    const key = pkcs12Kdf(mac.digest, candidate, mac, 'mac', mac.value.length);
    const value = createHmac(mac.digest, key).update(authenticated).digest();
    return value.length === mac.value.length && timingSafeEqual(value, mac.value);
  });
  if (!holds) throw new P12Failure('P12_PASSWORD_WRONG');
  return true;
}

function describe(
  schemes: readonly (EncryptionScheme | undefined)[],
  mac: Mac | undefined,
): DecodedP12['container'] {
  const used = schemes.filter((scheme) => scheme !== undefined);
  const names = [...used.map(({ name }) => name), ...(mac ? [`MAC ${mac.digest}`] : [])];
  const weak = used.filter((scheme) => scheme.weak).map(({ name }) => name);
  const unprotected = [...(used.length === 0 ? ['unencrypted'] : []), ...(mac ? [] : ['no MAC'])];
  return { algorithms: [...new Set(names)], weak: [...new Set([...weak, ...unprotected])] };
}

const privateKey = (bytes: Buffer): KeyObject =>
  createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' });

/** What a wrong key leaves behind is rubbish, and rubbish is not an answer. */
const attempt =
  <T>(read: (plain: Buffer) => T) =>
  (plain: Buffer): T | undefined => {
    try {
      return read(plain);
    } catch {
      return undefined;
    }
  };
