import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seconds one code holds. */
const STEP_SECONDS = 30;

/** Clocks may be one step apart. */
const DRIFT = 1;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 random bits. */
export const newTotpSecret = (): Buffer => randomBytes(20);

/** RFC 4648 without padding, as authenticator apps take it. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET.charAt(parseInt(group.padEnd(5, '0'), 2))).join('');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** What an authenticator app shows for a secret typed into it. */
export const codeFor = (secret: string, at: Date): string => totpCode(fromBase32(secret), at);

/** What authenticator apps read from a QR code. */
export const totpUri = (secret: Uint8Array, account: string): string =>
  `otpauth://totp/Drehkreuz:${encodeURIComponent(account)}?secret=${base32(secret)}&issuer=Drehkreuz`;

/** RFC 6238 with SHA-1 and six digits, which every app speaks. */
export function totpCode(secret: Uint8Array, at: Date): string {
  return codeAt(secret, stepOf(at));
}

/**
 * The step a code belongs to, if it holds now and is younger than the last one used: no code counts twice
 * (RFC 6238 chapter 5.2).
 */
export function totpStep(secret: Uint8Array, code: string, at: Date, lastStep: number): number | undefined {
  const now = stepOf(at);
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, index) => now - DRIFT + index);
  return steps.find((step) => step > lastStep && isSame(codeAt(secret, step), code));
}

const stepOf = (at: Date): number => Math.floor(at.getTime() / 1_000 / STEP_SECONDS);

function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const isSame = (expected: string, given: string): boolean =>
  given.length === expected.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
