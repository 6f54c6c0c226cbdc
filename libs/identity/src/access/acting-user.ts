import type { Actor } from '@gateway/audit';
import { QueryInvalid } from '@gateway/http';
import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { CallersRequest } from './caller';
import { Unauthenticated } from './errors';

/** A user of the vendor's system, by an id that names nobody: no address, no birthday, no long number. */
export const isUserId = (text: string): boolean =>
  text.length <= 64 && /^(?!.*\d{8})[a-z0-9]+([._-][a-z0-9]+)*$/.test(text);

/**
 * Who acts, as the log and whatever takes two persons go by it: whoever is signed in; with a key, the user the
 * vendor's system names in `Acting-User`; else the key itself.
 *
 * @throws {QueryInvalid} if the header is no plain id, or comes from somebody who is signed in: nobody is
 *   another person
 * @throws {Unauthenticated} on a route that is open to everybody
 */
export function actingUser(context: ExecutionContext): Actor {
  const { caller, person, headers } = context.switchToHttp().getRequest<CallersRequest>();
  if (!caller) throw new Unauthenticated();
  const user = headers['acting-user'];
  if (user === undefined) return caller.actor;
  if (person)
    throw new QueryInvalid('Acting-User is for software with a key; you act as yourself', 'Acting-User');
  if (typeof user !== 'string' || !isUserId(user))
    throw new QueryInvalid(
      'Acting-User must be an id of lower-case letters, digits, dots and dashes',
      'Acting-User',
    );
  return { type: 'user', id: user, auth: 'api-key' };
}

/** Gives a handler who acts, see {@link actingUser}. */
export const ActingUser = createParamDecorator((_: unknown, context: ExecutionContext): Actor =>
  actingUser(context),
);

/** Describes the header for {@link ActingUser}. */
export const TakesActingUser = (
  options: { readonly required?: boolean } = {},
): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Acting-User',
      required: options.required ?? false,
      description: 'Id of the user of the vendor’s system on whose behalf this is; no name, no address',
      schema: { type: 'string', maxLength: 64 },
    }),
  );
