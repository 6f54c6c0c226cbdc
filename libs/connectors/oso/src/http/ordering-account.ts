import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

/** An account of the vendor's system, by an id that names nobody. */
const ACCOUNT = /^(?!.*\d{8})[a-z0-9]+([._-][a-z0-9]+)*$/;

/**
 * The account that orders an exchange, as somebody who is let in by `auth` names it. OSO requires it to be
 * on record, so neither the key of a system nor an operator stands in for it (dossier 4.2).
 *
 * @throws {QueryInvalid} if there is none, or it is no plain id
 */
export function accountFrom(account: unknown, auth: string): Actor {
  if (typeof account !== 'string' || account.length > 64 || !ACCOUNT.test(account))
    throw new QueryInvalid(
      'Name the account that orders this by its id: lower-case letters, digits, dots and dashes',
      'Acting-User',
    );
  return { type: 'user', id: account, auth };
}

/** The vendor's system names the account in `Acting-User`. */
export const OrderingAccount = createParamDecorator((_: unknown, context: ExecutionContext): Actor =>
  accountFrom(context.switchToHttp().getRequest<Request>().headers['acting-user'], 'api-key'),
);

/** For the description of the API. */
export const NeedsAccount = (): MethodDecorator =>
  ApiHeader({ name: 'Acting-User', required: true, description: 'Id of the account that orders this' });
