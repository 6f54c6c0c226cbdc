import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import { rc2, util } from 'node-forge';
import type { Cipher, EncryptionScheme } from './encryption-scheme';
import { bmpEncodings, pbes2Encodings } from './passwords';
import { pkcs12Kdf } from './pkcs12-kdf';
import { rc4 } from './rc4';

/**
 * Decrypts with each way of writing the password as bytes, and gives back the first result that `makesSense`.
 * Padding alone is no proof: one in 256 wrong keys has it right.
 */
export function decrypt<T>(
  scheme: EncryptionScheme,
  password: string,
  bytes: Buffer,
  makesSense: (plain: Buffer) => T | undefined,
): T | undefined {
  const candidates = scheme.pbes2 ? pbes2Encodings(password) : bmpEncodings(password);
  for (const candidate of candidates) {
    const plain = decryptWith(scheme, candidate, bytes);
    const result = plain === undefined ? undefined : makesSense(plain);
    if (result !== undefined) return result;
  }
  return undefined;
}

function decryptWith(scheme: EncryptionScheme, password: Buffer, bytes: Buffer): Buffer | undefined {
  const { pbes2, cipher, keyLength, salt, iterations } = scheme;
  if (pbes2) {
    const key = pbkdf2Sync(password, salt, iterations, keyLength, pbes2.digest);
    return decipher(cipher, key, pbes2.iv, bytes);
  }
  const key = pkcs12Kdf('sha1', password, { salt, iterations }, 'key', keyLength);
  const iv = cipher === 'rc4' ? Buffer.alloc(0) : pkcs12Kdf('sha1', password, { salt, iterations }, 'iv', 8);
  return decipher(cipher, key, iv, bytes);
}

function decipher(cipher: Cipher, key: Buffer, iv: Buffer, bytes: Buffer): Buffer | undefined {
  if (cipher === 'rc4') return rc4(key, bytes);
  if (cipher === 'rc2') return decryptRc2(key, iv, bytes);
  try {
    const native = createDecipheriv(cipher, key.length === 16 ? twoKeys(cipher, key) : key, iv);
    return Buffer.concat([native.update(bytes), native.final()]);
  } catch {
    return undefined;
  }
}

/** Two-key triple DES uses its first key twice. */
const twoKeys = (cipher: Cipher, key: Buffer): Buffer =>
  cipher === 'des-ede3-cbc' ? Buffer.concat([key, key.subarray(0, 8)]) : key;

/** RC2 is not in the default provider of OpenSSL 3, and loading the legacy one would weaken the whole process. */
function decryptRc2(key: Buffer, iv: Buffer, bytes: Buffer): Buffer | undefined {
  const binary = (part: Buffer): string => part.toString('latin1');
  const cipher = rc2.createDecryptionCipher(binary(key), key.length * 8);
  cipher.start(binary(iv));
  cipher.update(util.createBuffer(binary(bytes)));
  return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'latin1') : undefined;
}
