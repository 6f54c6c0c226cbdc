import type { Encryption } from './container';
import { integer, isInteger, octets, oid, part, parts, type DerNode } from './der';
import { P12Failure } from './p12-failure';

export type Cipher = 'aes-128-cbc' | 'aes-192-cbc' | 'aes-256-cbc' | 'des-ede3-cbc' | 'rc2' | 'rc4';

/** How to get from a password to plain bytes; everything in it is known before the first key is derived. */
export interface EncryptionScheme {
  /** As shown to people, e.g. `AES-256` or `RC2-40`. */
  readonly name: string;
  readonly weak: boolean;
  readonly cipher: Cipher;
  /** In bytes. */
  readonly keyLength: number;
  readonly salt: Buffer;
  readonly iterations: number;
  /** PBES2 (RFC 8018): PBKDF2 with this digest, and the vector is written down. Otherwise PBES1 (RFC 7292, appendix C). */
  readonly pbes2?: { readonly digest: string; readonly iv: Buffer };
}

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const PBES1 = '1.2.840.113549.1.12.1.';

type Kind = Pick<EncryptionScheme, 'name' | 'weak' | 'cipher' | 'keyLength'>;

const kind = (name: string, cipher: Cipher, keyLength: number, weak: boolean): Kind => ({
  name,
  cipher,
  keyLength,
  weak,
});

const PBES1_KINDS: Readonly<Record<string, Kind>> = {
  [`${PBES1}1`]: kind('RC4-128', 'rc4', 16, true),
  [`${PBES1}2`]: kind('RC4-40', 'rc4', 5, true),
  [`${PBES1}3`]: kind('3DES', 'des-ede3-cbc', 24, true),
  [`${PBES1}4`]: kind('2DES', 'des-ede3-cbc', 16, true),
  [`${PBES1}5`]: kind('RC2-128', 'rc2', 16, true),
  [`${PBES1}6`]: kind('RC2-40', 'rc2', 5, true),
};

const PBES2_KINDS: Readonly<Record<string, Kind>> = {
  '2.16.840.1.101.3.4.1.2': kind('AES-128', 'aes-128-cbc', 16, false),
  '2.16.840.1.101.3.4.1.22': kind('AES-192', 'aes-192-cbc', 24, false),
  '2.16.840.1.101.3.4.1.42': kind('AES-256', 'aes-256-cbc', 32, false),
  '1.2.840.113549.3.7': kind('3DES', 'des-ede3-cbc', 24, true),
};

const PRFS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** @throws P12_UNSUPPORTED with the object identifier, P12_DAMAGED */
export function readScheme({ algorithm, parameters }: Encryption): EncryptionScheme {
  if (algorithm === PBES2) return readPbes2(parameters);
  return {
    ...known(PBES1_KINDS, algorithm),
    salt: octets(part(parameters, 0)),
    iterations: integer(part(parameters, 1)),
  };
}

function readPbes2(parameters: DerNode): EncryptionScheme {
  const derivation = part(parameters, 0);
  const cipher = part(parameters, 1);
  if (oid(part(derivation, 0)) !== PBKDF2) {
    throw new P12Failure('P12_UNSUPPORTED', oid(part(derivation, 0)));
  }
  const [salt, iterations, ...optional] = parts(part(derivation, 1));
  if (salt === undefined || iterations === undefined) throw new P12Failure('P12_DAMAGED');
  const prf = optional.find((node) => !isInteger(node));
  return {
    ...known(PBES2_KINDS, oid(part(cipher, 0))),
    salt: octets(salt),
    iterations: integer(iterations),
    pbes2: {
      digest: prf === undefined ? 'sha1' : known(PRFS, oid(part(prf, 0))),
      iv: octets(part(cipher, 1)),
    },
  };
}

function known<T>(table: Readonly<Record<string, T>>, identifier: string): T {
  const entry = table[identifier];
  if (entry === undefined) throw new P12Failure('P12_UNSUPPORTED', identifier);
  return entry;
}
