import { GatewayError } from './gateway-error';

/** Another tenant's id and an id nobody ever had get this very answer. */
export class NotFound extends GatewayError {
  readonly kind = 'missing';
  readonly code = 'NOT_FOUND';

  constructor(what: string, id: string) {
    super(`There is no ${what} ${id}`, { what, id });
  }
}

/** The database is down, full or read-only; nothing was stored. */
export class StorageUnavailable extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'STORAGE_UNAVAILABLE';

  constructor(facts: { sqlState?: string } = {}) {
    super('The database cannot take this at the moment; nothing was stored', facts, { retryAfterSeconds: 5 });
  }
}
