import { GatewayError } from '@gateway/errors';

/** What is wrong with one value of the request. */
export interface FieldError {
  /** JSON pointer into the body, or the name of a parameter of the query. */
  readonly field: string;
  readonly code: string;
  /** The rule that is broken, never the value that breaks it. */
  readonly message: string;
}

/** The body, or one line of it, breaks rules; code and field are those of the first breach. */
export class InputInvalid extends GatewayError {
  readonly kind = 'malformed';
  readonly code: string;

  constructor(readonly errors: readonly [FieldError, ...FieldError[]]) {
    const [{ code, field, message }] = errors;
    super(message, { errors: errors.length }, { field });
    this.code = code;
  }
}

/** A parameter of the query is unknown or out of range (abuse case 17). */
export class QueryInvalid extends GatewayError {
  readonly kind = 'malformed';
  readonly code = 'QUERY_INVALID';

  constructor(
    message: string,
    field?: string,
    readonly errors: readonly FieldError[] = [],
  ) {
    super(message, {}, field === undefined ? {} : { field });
  }
}
