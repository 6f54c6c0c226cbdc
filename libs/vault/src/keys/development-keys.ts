import { createHash, createSecretKey } from 'node:crypto';
import { KeyRing } from './key-ring';
import { DevelopmentKeyRefused } from './vault-errors';

/**
 * A key everybody can read in this file: good enough for made-up data, and always the same, so that a demo
 * opens again what it sealed yesterday.
 *
 * @throws {DevelopmentKeyRefused} in production
 */
export function developmentKeys(environment: string | undefined): KeyRing {
  if (environment === 'production') throw new DevelopmentKeyRefused();
  const key = createHash('sha256').update('drehkreuz development key, protects nothing').digest();
  return new KeyRing(new Map([['development', createSecretKey(key)]]));
}
