import { GatewayError } from '@gateway/errors';
import type { SecretRef } from './secret';

/** The partner refused this version, or somebody locked it; it stays unused until a person has looked (KP-Z11). */
export class SecretLocked extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'SECRET_LOCKED';

  constructor(ref: SecretRef, version: number, lockCode: string) {
    super(`Secret ${ref.name} is locked after ${lockCode}`, {
      kp: 'KP-Z11',
      connection: ref.connection,
      name: ref.name,
      version,
      lockCode,
    });
  }
}

/** Promise S6: what has expired is never used. */
export class SecretExpired extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'SECRET_EXPIRED';

  constructor(ref: SecretRef, version: number, expiredAt: Date) {
    const since = expiredAt.toISOString().slice(0, 10);
    super(`Secret ${ref.name} has expired, since ${since}`, {
      connection: ref.connection,
      name: ref.name,
      version,
      since,
    });
  }
}

/** Promise S5: without an entry in the audit log nothing is opened. */
export class AccessNotRecorded extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'AUDIT_UNAVAILABLE';

  constructor() {
    super('The access could not be written down, so the secret stays closed');
  }
}
