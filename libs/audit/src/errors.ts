import { GatewayError } from '@gateway/errors';

/** The trail cannot store the entry, so what it would have been about must not happen either (abuse case 19). */
export class AuditUnavailable extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'AUDIT_UNAVAILABLE';

  constructor(facts: { sqlState?: string } = {}) {
    super('The audit trail cannot store this at the moment; nothing was done', facts, {
      retryAfterSeconds: 5,
    });
  }
}

/** Code of ours tried to record something the trail does not take; names the field, never the value. */
export class AuditEntryInvalid extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'AUDIT_ENTRY_INVALID';

  constructor(action: string, field: string, rule: string) {
    super(`The audit trail does not take ${field} of ${action}: ${rule}`, { action, rule }, { field });
  }
}

/** The sealer's key is missing, readable for others, or not an Ed25519 key. */
export class SealerKeyUnusable extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'AUDIT_SEALER_KEY_UNUSABLE';

  constructor(reason: 'unreadable' | 'readable-for-others' | 'not-ed25519' | 'missing-in-production') {
    super(`The sealer cannot use its key: ${reason}`, { reason });
  }
}

/** What is to be sealed contradicts what has been sealed: somebody changed the trail behind the gateway's back. */
export class AuditTampered extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'AUDIT_TAMPERED';

  constructor(damage: 'rolled-back' | 'rewritten' | 'stream-missing' | 'checkpoint-altered', where: string) {
    super(`The audit trail contradicts its last checkpoint: ${damage} (${where})`, { damage, where });
  }
}

/** The cursor of a page of entries is not one we have handed out. */
export class AuditCursorInvalid extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'QUERY_INVALID';

  constructor() {
    super('This cursor is not one of ours', {}, { field: 'cursor' });
  }
}
