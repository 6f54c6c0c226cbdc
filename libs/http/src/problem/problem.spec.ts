import { GatewayError, NotFound, StorageUnavailable, type ErrorKind } from '@gateway/errors';
import { InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { InputInvalid } from './field-error';
import { jsonPointer } from './json-pointer';
import { PROBLEM_OF, toProblem } from './problem';

class Failure extends GatewayError {
  readonly code = 'FAILURE';

  constructor(readonly kind: ErrorKind) {
    super('It did not work', { record: '7' }, { field: '/a' });
  }
}

describe('toProblem', () => {
  it('gives every kind its status', () => {
    const statuses = Object.fromEntries(
      (Object.keys(PROBLEM_OF) as ErrorKind[]).map((kind) => [
        kind,
        toProblem(new Failure(kind), 'r').status,
      ]),
    );

    expect(statuses).toEqual({
      malformed: 400,
      'too-large': 413,
      invalid: 422,
      unauthenticated: 401,
      forbidden: 403,
      missing: 404,
      conflict: 409,
      throttled: 429,
      refused: 502,
      garbled: 502,
      unavailable: 503,
      uncertain: 504,
      misconfigured: 500,
    });
  });

  it('says what, where, which record and whether to try again', () => {
    expect(toProblem(new Failure('uncertain'), 'request-1')).toEqual({
      type: 'urn:drehkreuz:problem:FAILURE',
      title: 'It is not known whether it was done',
      status: 504,
      code: 'FAILURE',
      detail: 'It did not work',
      field: '/a',
      record: '7',
      retryable: false,
      request: 'request-1',
    });
    expect(toProblem(new StorageUnavailable(), 'request-1')).toMatchObject({ status: 503, retryable: true });
  });

  it('lists every field that is wrong', () => {
    const errors = [
      { field: '/a', code: 'DATE_INVALID', message: 'a must be a day' },
      { field: '/b', code: 'FIELD_REQUIRED', message: 'b is required' },
    ] as const;

    expect(toProblem(new InputInvalid(errors), 'r')).toMatchObject({
      status: 400,
      code: 'DATE_INVALID',
      field: '/a',
      errors,
    });
  });

  it('Bad input 14: says the same about every id that is not there', () => {
    expect(toProblem(new NotFound('connection', 'one'), 'r')).toEqual(
      toProblem(new NotFound('connection', 'other'), 'r'),
    );
  });

  it('says nothing about what it did not expect', () => {
    const canary = 'CANARY select * from person';

    for (const error of [new Error(canary), canary, new InternalServerErrorException(canary)]) {
      expect(toProblem(error, 'r')).toEqual({
        type: 'urn:drehkreuz:problem:INTERNAL',
        title: 'Something is broken in the gateway',
        status: 500,
        code: 'INTERNAL',
        detail: 'Tell the operator the number of this request',
        retryable: false,
        request: 'r',
      });
    }
    expect(toProblem(new NotFoundException(`Cannot GET /${canary}`), 'r')).toMatchObject({
      code: 'ROUTE_UNKNOWN',
      detail: 'There is no such route',
    });
  });
});

describe('jsonPointer', () => {
  it('can be logged whatever the caller called a field', () => {
    expect(jsonPointer(['a/b', 3, 'c~\n\u0000\ud83d', 'x'.repeat(500)])).toBe(
      `/a~1b/3/c~0???/${'x'.repeat(64)}`,
    );
  });
});
