import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import type { Caller } from '@gateway/identity';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

const isUserId = (text: string): boolean =>
  text.length <= 64 && /^(?!.*\d{8})[a-z0-9]+([._-][a-z0-9]+)*$/.test(text);

/**
 * Who decides: the user the vendor's system names in `Acting-User`, else the key itself.
 *
 * @throws {QueryInvalid} if the header is no plain id
 */
export const DecidingUser = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
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

/** Describes the header for {@link DecidingUser}. */
export const TakesDecidingUser = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Acting-User',
      required: false,
      description: 'Id of the user of the vendor’s system who decides; no name, no address',
      schema: { type: 'string', maxLength: 64 },
    }),
  );
