import { GatewayError } from '@gateway/errors';

/** A source named the same record twice in one delivery, so nobody can say which version is the newer. */
export class DuplicateRecordKey extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'DUPLICATE_RECORD_KEY';

  constructor() {
    super('Two of the records are versions of the same one');
  }
}
