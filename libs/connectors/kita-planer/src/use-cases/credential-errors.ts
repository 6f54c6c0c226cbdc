import { GatewayError } from '@gateway/errors';

/** KP-Z01: nobody has stored a credential for this user, nor a central one that may stand in. */
export class CredentialMissing extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'CREDENTIAL_MISSING';

  constructor(name: string) {
    super('There is no certificate for this user; upload one, or allow the central one to stand in', {
      kp: 'KP-Z01',
      name,
    });
  }
}

/** KP-Z06, KP-Z07: the certificate must not be shown now. */
export class CredentialOutOfDate extends GatewayError {
  readonly kind = 'conflict';
  readonly code: 'CERT_EXPIRED' | 'CERT_NOT_YET_VALID';

  constructor(kp: 'KP-Z06' | 'KP-Z07', name: string, date: string) {
    super(
      kp === 'KP-Z06'
        ? `The certificate has expired, since ${date}`
        : `The certificate is valid from ${date} only`,
      {
        kp,
        name,
        date,
      },
    );
    this.code = kp === 'KP-Z06' ? 'CERT_EXPIRED' : 'CERT_NOT_YET_VALID';
  }
}

/** A schedule has no logged-on user, so it needs the central credential (chapter 3.1, case 45). */
export class ScheduleNeedsCentralCredential extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SCHEDULE_NEEDS_CENTRAL_CREDENTIAL';

  constructor() {
    super(
      'Upload a central certificate before switching on the schedule',
      { kp: 'KP-Z01' },
      { field: '/settings/schedule' },
    );
  }
}
