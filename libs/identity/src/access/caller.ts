import type { Actor } from '@gateway/audit';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { PermissionName } from './permission';
import { Unauthenticated } from './errors';

/** Who is asking, for which tenant, and what they may do there. */
export interface Caller {
  readonly tenant: string;
  readonly actor: Actor;
  readonly permissions: ReadonlySet<PermissionName>;
}

export interface CallersRequest extends Request {
  /** Set by the guard, once it knows. */
  caller?: Caller;
}

/**
 * Gives a handler who is asking: `show(@Caller() caller: Caller)`.
 *
 * @throws {Unauthenticated} on a route that is open to everybody
 */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<CallersRequest>();
  if (!caller) throw new Unauthenticated();
  return caller;
});
