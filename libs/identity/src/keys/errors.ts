import { GatewayError } from '@gateway/errors';

/** A key must end, and within two years. */
export class KeyExpiryInvalid extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'KEY_EXPIRY_INVALID';

  constructor() {
    super('A key must expire in the future, within two years', {}, { field: '/expiresAt' });
  }
}

/** A key that has ended cannot be rotated; it needs a new one. */
export class KeyNotUsable extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'KEY_NOT_USABLE';

  constructor(key: string) {
    super('This key has expired or was revoked; create a new one', { key });
  }
}
