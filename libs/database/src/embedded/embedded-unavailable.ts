import { GatewayError } from '@gateway/errors';

/** The embedded PostgreSQL cannot run here; the message says why and what to do. */
export class EmbeddedUnavailable extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'EMBEDDED_DATABASE_UNAVAILABLE';
}
