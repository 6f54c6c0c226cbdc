import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits for a cookie, an invitation, a state: the database knows their hash alone. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** SHA-256; nothing slower is needed for what nobody chose. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
