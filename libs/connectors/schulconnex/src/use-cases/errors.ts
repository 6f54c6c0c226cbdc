import { GatewayError } from '@gateway/errors';

/** There are no credentials that may be shown: none were stored, or the service has refused them. */
export class CredentialsUnusable extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SCHULCONNEX_CREDENTIALS_UNUSABLE';

  constructor(because: 'MISSING' | 'REFUSED') {
    super('There are no credentials that may be used for this connection; store them', { because });
  }
}
