import { GatewayError } from '@gateway/errors';

/** No key, a wrong key, another tenant's key, an unknown tenant: one answer for all. */
export class Unauthenticated extends GatewayError {
  readonly kind = 'unauthenticated';
  readonly code = 'UNAUTHENTICATED';

  constructor() {
    super('Send a valid API key of this tenant as a bearer token');
  }
}

/** The right secret of a key that has expired or was revoked; only its owner learns this. */
export class KeyExpired extends GatewayError {
  readonly kind = 'unauthenticated';
  readonly code = 'KEY_EXPIRED';

  constructor(key: string) {
    super('This API key has expired or was revoked; ask your administrator for another', { key });
  }
}

/** The key is good, but not for this. */
export class PermissionDenied extends GatewayError {
  readonly kind = 'forbidden';
  readonly code = 'PERMISSION_DENIED';

  constructor(permission?: string) {
    super(
      permission === undefined ? 'Nobody may do this' : `This needs the permission ${permission}`,
      permission === undefined ? {} : { permission },
    );
  }
}

/** Too many wrong keys from one address. */
export class TooManyAttempts extends GatewayError {
  readonly kind = 'throttled';
  readonly code = 'TOO_MANY_ATTEMPTS';

  constructor(retryAfterSeconds: number) {
    super('Too many wrong keys from this address; wait a little', {}, { retryAfterSeconds });
  }
}

/** A session that was ended, or has ended by itself. */
export class SessionEnded extends GatewayError {
  readonly kind = 'unauthenticated';
  readonly code = 'SESSION_ENDED';

  constructor() {
    super('Your session has ended; sign in again');
  }
}

/** The password was right, and that is not enough. */
export class SecondFactorNeeded extends GatewayError {
  readonly kind = 'forbidden';
  readonly code = 'SECOND_FACTOR_NEEDED';

  constructor() {
    super('Confirm your second factor first');
  }
}
