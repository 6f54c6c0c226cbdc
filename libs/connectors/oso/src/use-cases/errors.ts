import { GatewayError } from '@gateway/errors';
import type { FieldError } from '@gateway/http';
import type { Complaint } from '../domain/findings';
import { osoTexts } from '../texts';

/** GW_OngeldigeInvoer: a Terugkoppeling that cannot be sent as it was handed in. Names every field, and no value. */
export class FeedbackInvalid extends GatewayError {
  readonly kind = 'malformed';
  readonly code = 'GW_OngeldigeInvoer';
  readonly errors: readonly FieldError[];

  constructor(complaints: readonly Complaint[]) {
    super(osoTexts.nl.codes.GW_OngeldigeInvoer?.user ?? '', { complaints: complaints.length });
    this.errors = complaints.slice(0, 100).map(({ pointer, code }) => ({
      field: pointer,
      code,
      message: osoTexts.nl.complaints[code] ?? code,
    }));
  }
}

/** Switched off, or waiting for something to be put right. */
export class ConnectionInactive extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'CONNECTION_INACTIVE';

  constructor(id: string) {
    super('This connection is switched off; nothing is sent over it', { connection: id });
  }
}

/** What a person wants does not fit the state of the Terugkoppeling, which may have changed in between. */
export class FeedbackStateConflict extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'FEEDBACK_STATE';

  constructor(id: string, because: string) {
    super('The state of the Terugkoppeling does not allow this; look at it again', { record: id, because });
  }
}

/** There is no client certificate that may be used: none was stored, it has expired, or it is locked. */
export class CertificateUnusable extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'CERTIFICATE_UNUSABLE';

  constructor(because: string) {
    super('There is no certificate that may be used for this connection; store one', { because });
  }
}

/** The public material does not describe this far enough for a profile, and we invent nothing. */
export class NotAvailableInProfile extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'NOT_AVAILABLE_IN_PROFILE';

  constructor(what: string, profile: string) {
    super(`${what} is not described publicly for ${profile}; it is not available in this profile`, {
      what,
      profile,
    });
  }
}
