import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import { actingUser, isUserId, TakesActingUser } from '@gateway/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

const nobodyNamed = (): QueryInvalid =>
  new QueryInvalid(
    'Name the account that orders this by its id: lower-case letters, digits, dots and dashes',
    'Acting-User',
  );

/**
 * The account that orders an exchange, as somebody who is let in by `auth` names it. OSO requires it to be
 * on record, so neither the key of a system nor an operator stands in for it (dossier 4.2).
 *
 * @throws {QueryInvalid} if there is none, or it is no plain id
 */
export function accountFrom(account: unknown, auth: string): Actor {
  if (typeof account !== 'string' || !isUserId(account)) throw nobodyNamed();
  return { type: 'user', id: account, auth };
}

/**
 * Whoever is signed in, or the account the vendor's system names in `Acting-User`.
 *
 * @throws {QueryInvalid} if it is a key and names nobody
 */
export const OrderingAccount = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const actor = actingUser(context);
  if (actor.type !== 'user') throw nobodyNamed();
  return actor;
});

/** For the description of the API. */
export const NeedsAccount = (): MethodDecorator & ClassDecorator => TakesActingUser({ required: true });
