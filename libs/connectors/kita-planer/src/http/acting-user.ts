import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import type { Caller } from '@gateway/identity';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

/** A user of the vendor's system, by an id that names nobody. */
export const isUserId = (text: string): boolean =>
  text.length <= 64 && /^(?!.*\d{8})[a-z0-9]+([._-][a-z0-9]+)*$/.test(text);

/**
 * Who acts: the user the vendor's system names in `Acting-User`, else the key itself. Certificates of
 * users (zertifikatModus BENUTZER) and the log go by it.
 *
 * @throws {QueryInvalid} if the header is no plain id
 */
export const ActingUser = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { headers, caller } = context.switchToHttp().getRequest<Request & { caller: Caller }>();
  const user = headers['acting-user'];
  if (user === undefined) return caller.actor;
  if (typeof user !== 'string' || !isUserId(user))
    throw new QueryInvalid(
      'Acting-User must be an id of lower-case letters, digits, dots and dashes',
      'Acting-User',
    );
  return { type: 'user', id: user, auth: 'api-key' };
});

/** Describes the header for {@link ActingUser}. */
export const TakesActingUser = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Acting-User',
      required: false,
      description: 'Id of the user of the vendor’s system on whose behalf this is; no name, no address',
      schema: { type: 'string', maxLength: 64 },
    }),
  );

/** Describes the header for `IdempotencyKey`. */
export const TakesIdempotencyKey = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'Yours for this request; the same request again under it is done once',
      schema: { type: 'string', minLength: 16, maxLength: 255 },
    }),
  );
