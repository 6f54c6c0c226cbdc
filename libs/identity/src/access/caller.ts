import type { Actor } from '@gateway/audit';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../sessions/principal';
import type { AnyPermission } from './permission';
import { Unauthenticated } from './errors';

/** Who is asking, for which tenant, and what they may do there. */
export interface Caller {
  readonly tenant: string;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<AnyPermission>;
}

export interface CallersRequest extends Request {
  /** Set by the guard, once it knows. */
  caller?: Caller;
  /** Set by the guard where somebody signed in asks. */
  person?: Principal;
}

/**
 * Gives a handler who is asking: `show(@Caller() caller: Caller)`.
 *
 * @throws {Unauthenticated} on a route that is open to everybody or belongs to no tenant
 */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallersRequest>();
  if (!caller) throw new Unauthenticated();
  return caller;
});

/**
 * Gives a handler the person who signed in: `show(@Person() person: Principal)`.
 *
 * @throws {Unauthenticated} if it is software with a key
 */
export const Person = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { person } = context.switchToHttp().getRequest<CallersRequest>();
  if (!person) throw new Unauthenticated();
  return person;
});
