import { GatewayError } from '@gateway/errors';

/** Too many wrong passwords for certificate files; nothing is opened, whatever the password. */
export class P12TriedTooOften extends GatewayError {
  readonly kind = 'throttled';
  readonly code = 'P12_TRIED_TOO_OFTEN';

  constructor(retryAfterSeconds: number) {
    super('Too many wrong passwords for certificate files; wait a little', {}, { retryAfterSeconds });
  }
}
