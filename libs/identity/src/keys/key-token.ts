import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** The two halves of a token: which key, and the proof. */
export interface KeyToken {
  readonly id: string;
  readonly secret: string;
}

const TOKEN = /^dk_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})$/;

/** 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256; nothing slower is needed for a secret nobody chose. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** `dk_<id>_<secret>`: the prefix lets scanners find a leaked key. */
export const writeToken = ({ id, secret }: KeyToken): string =>
  `dk_${Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')}_${secret}`;

export function readToken(text: string): KeyToken | undefined {
  const [, id, secret] = TOKEN.exec(text) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  const hex = Buffer.from(id, 'base64url').toString('hex');
  return { id: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), secret };
}

/** Takes the same time wherever the secrets differ. */
export const isSecretOf = (secret: string, hash: Uint8Array): boolean =>
  timingSafeEqual(hashOf(secret), hash);
