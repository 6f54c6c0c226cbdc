import { GatewayError, type Facts } from '@gateway/errors';
import type { FieldError } from '@gateway/http';
import type { Finding, FindingCode } from '../domain/check-snapshot';

/** There are no credentials that may be shown: none were stored, or the service has refused them. */
export class CredentialsUnusable extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SCHULCONNEX_CREDENTIALS_UNUSABLE';

  constructor(because: 'MISSING' | 'REFUSED') {
    super('There are no credentials that may be used for this connection; store them', { because });
  }
}

/** What a school handed over cannot be used as it is. Names every place and no value. */
export class SourceRefused extends GatewayError {
  readonly kind = 'invalid';
  readonly errors: readonly FieldError[];

  constructor(
    readonly code: 'SNAPSHOT_REFUSED' | 'SNAPSHOT_INCOMPLETE' | 'SOURCE_CHANGE_REFUSED',
    findings: readonly Finding[],
    facts: Facts = {},
  ) {
    super(MESSAGES[code], { ...facts, findings: findings.length });
    this.errors = findings.map(fieldErrorOf);
  }
}

const MESSAGES = {
  SNAPSHOT_REFUSED: 'Nothing of the snapshot is used; correct what is named and hand it over again',
  SNAPSHOT_INCOMPLETE: 'The snapshot does not end with the counts of what it holds; nothing of it is used',
  SOURCE_CHANGE_REFUSED: 'Nothing of the change is used; correct what is named and send it again',
} as const;

/** What to do about a finding, for people who build or run the school's software. */
const fieldErrorOf = ({ code, path, expected }: Finding): FieldError => ({
  field: path,
  code,
  message: ADVICE[code] + (expected === undefined ? '' : ` (${expected})`),
});

const ADVICE: Readonly<Record<FindingCode, string>> = {
  CODE_UNKNOWN: 'Use a code of the list, or add it to the code lists of the connection',
  CONTEXT_DUPLICATE: 'A person has one context per role; merge the two',
  DATE_INVALID: 'Write a day of the calendar as YYYY-MM-DD, a deletion time as YYYY-MM-DDThh:mmZ',
  FIELD_MISSING: 'Send this field',
  FIELD_UNKNOWN: 'There is no field of this name; leave it out',
  KEY_DUPLICATE: 'Give every record a key of its own',
  KEY_INVALID: 'Use a key of 1 to 200 printable characters',
  REFERENCE_CYCLE: 'Groups must not refer to each other in a circle',
  REFERENCE_UNKNOWN: 'Hand over what this key names as well, or leave the reference out',
  ROLES_MISSING: 'Name at least one role',
  TERM_AMBIGUOUS: 'Name a day or a Lernperiode, not both',
  TERM_REVERSED: 'The end must not be before the start',
  TEXT_INVALID: 'Remove control characters and halves of characters',
  TEXT_MISSING: 'Fill this field',
  TEXT_TOO_LONG: 'Shorten the text',
  TYPE_INVALID: 'Send the kind of value that belongs here',
};
