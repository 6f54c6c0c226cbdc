import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

/** An account of the vendor's system, by an id that names nobody. */
const ACCOUNT = /^(?!.*\d{8})[a-z0-9]+([._-][a-z0-9]+)*$/;

/**
 * The account that orders an exchange, named by the vendor's system in `Acting-User`. OSO requires it to
 * be on record, so the key of the system does not stand in for it (dossier 4.2).
 *
 * @throws {QueryInvalid} if there is none, or it is no plain id
 */
export const OrderingAccount = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const account = context.switchToHttp().getRequest<Request>().headers['acting-user'];
  if (typeof account !== 'string' || account.length > 64 || !ACCOUNT.test(account))
    throw new QueryInvalid(
      'Acting-User must be the id of the account that orders this: lower-case letters, digits, dots and dashes',
      'Acting-User',
    );
  return { type: 'user', id: account, auth: 'api-key' };
});

/** For the description of the API. */
export const NeedsAccount = (): MethodDecorator =>
  ApiHeader({ name: 'Acting-User', required: true, description: 'Id of the account that orders this' });
