import { GatewayError } from '@gateway/errors';

/** Why a body cannot be taken as JSON; every code but `JSON_INVALID` names the field. */
export type JsonErrorCode =
  | 'JSON_INVALID'
  | 'JSON_DUPLICATE_KEY'
  | 'JSON_TOO_COMPLEX'
  | 'FIELD_UNKNOWN'
  | 'NUMBER_UNSAFE'
  | 'TEXT_INVALID';

/** The caller's software sent something that is not the JSON we take; says where, never what stood there. */
export class JsonUnreadable extends GatewayError {
  readonly kind = 'malformed';

  constructor(
    readonly code: JsonErrorCode,
    message: string,
    field?: string,
  ) {
    super(message, {}, field === undefined ? {} : { field });
  }
}

/** The body does not arrive as we take bodies: another type, another encoding, half of it. */
export class BodyUnreadable extends GatewayError {
  readonly kind = 'malformed';

  constructor(
    readonly code:
      'CONTENT_TYPE_UNSUPPORTED' | 'CONTENT_ENCODING_UNSUPPORTED' | 'GZIP_INVALID' | 'BODY_INCOMPLETE',
    message: string,
  ) {
    super(message);
  }
}

/** More bytes than we take at once (abuse case 4). */
export class BodyTooLarge extends GatewayError {
  readonly kind = 'too-large';
  readonly code = 'BODY_TOO_LARGE';

  constructor(limitBytes: number, message = `The body has more than ${limitBytes} bytes`) {
    super(message, { limitBytes });
  }
}

/** One line of a body of many is longer than a record can be; the others are not affected. */
export class LineTooLong extends GatewayError {
  readonly kind = 'too-large';
  readonly code = 'LINE_TOO_LONG';

  constructor(line: number, limitBytes: number) {
    super(`Line ${line} has more than ${limitBytes} bytes`, { line, limitBytes });
  }
}
