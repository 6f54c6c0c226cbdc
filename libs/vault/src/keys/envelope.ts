import { createCipheriv, createDecipheriv, randomFillSync, type KeyObject } from 'node:crypto';
import { SealBroken } from './vault-errors';

/** In bytes. */
export const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const OPTIONS = { authTagLength: TAG_LENGTH };

/**
 * What a sealed value is bound to: it opens with the very same list and no other. The version comes first, so
 * that what one version sealed means nothing to the next.
 */
export const contextOf = (...bound: readonly (string | number)[]): Buffer =>
  Buffer.from(JSON.stringify(['drehkreuz/v1', ...bound]));

/** AES-256-GCM with a random nonce. The answer is nonce, ciphertext, tag. */
export function seal(key: Buffer | KeyObject, context: Buffer, plain: Buffer): Buffer {
  const sealed = Buffer.allocUnsafe(NONCE_LENGTH + plain.length + TAG_LENGTH);
  const nonce = randomFillSync(sealed.subarray(0, NONCE_LENGTH));
  const cipher = createCipheriv('aes-256-gcm', key, nonce, OPTIONS).setAAD(context);
  cipher.update(plain).copy(sealed, NONCE_LENGTH);
  cipher.final();
  cipher.getAuthTag().copy(sealed, NONCE_LENGTH + plain.length);
  return sealed;
}

/** @throws {SealBroken} if the key, the context or a single bit is not the one it was sealed with */
export function unseal(key: Buffer | KeyObject, context: Buffer, sealed: Buffer): Buffer {
  if (sealed.length < NONCE_LENGTH + TAG_LENGTH) throw new SealBroken();
  const end = sealed.length - TAG_LENGTH;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_LENGTH), OPTIONS)
    .setAAD(context)
    .setAuthTag(sealed.subarray(end));
  const plain = decipher.update(sealed.subarray(NONCE_LENGTH, end));
  try {
    decipher.final();
  } catch {
    plain.fill(0);
    throw new SealBroken();
  }
  return plain;
}
