import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import type { Caller } from '@gateway/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** A user of the vendor's system, by an id that names nobody. */
const ACTING_USER = /^(?!.*\d{8})[a-z0-9]+([._-][a-z0-9]+)*$/;

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
  if (typeof user !== 'string' || user.length > 64 || !ACTING_USER.test(user))
    throw new QueryInvalid(
      'Acting-User must be an id of lower-case letters, digits, dots and dashes',
      'Acting-User',
    );
  return { type: 'user', id: user, auth: 'api-key' };
});
