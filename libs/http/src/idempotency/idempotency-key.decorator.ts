import { GatewayError } from '@gateway/errors';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

const ACCEPTABLE = /^[\x21-\x7e]{16,255}$/;

/** The header is missing, or not 16 to 255 printable characters without spaces. */
export class IdempotencyKeyInvalid extends GatewayError {
  readonly kind = 'malformed';
  readonly code = 'IDEMPOTENCY_KEY_INVALID';

  constructor() {
    super(
      'Send an Idempotency-Key of 16 to 255 printable characters without spaces',
      {},
      {
        field: 'Idempotency-Key',
      },
    );
  }
}

/**
 * Gives a handler the caller's `Idempotency-Key`.
 *
 * @throws {IdempotencyKeyInvalid} if there is none or it is too short to be unique
 */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const key = context.switchToHttp().getRequest<Request>().headers['idempotency-key'];
  if (typeof key !== 'string' || !ACCEPTABLE.test(key)) throw new IdempotencyKeyInvalid();
  return key;
});

/** Describes the header for {@link IdempotencyKey}. */
export const TakesIdempotencyKey = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Yours for this request; the same request again under it is done once',
      schema: { type: 'string', minLength: 16, maxLength: 255 },
    }),
  );
