import { NotFound } from '@gateway/errors';
import { OPEN_ACCESS } from '@gateway/http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiKeys } from '../keys/api-keys';
import { signInState, type Principal, type SignInState } from '../sessions/principal';
import { readCookie } from '../sessions/session-cookie';
import { Sessions } from '../sessions/sessions';
import type { Caller, CallersRequest } from './caller';
import {
  PermissionDenied,
  SecondFactorNeeded,
  SessionEnded,
  TooManyAttempts,
  Unauthenticated,
} from './errors';
import { FailedAttempts } from './failed-attempts';
import { OWN_SESSION } from './own-session.decorator';
import type { AnyPermission } from './permission';
import { PERMISSION } from './permission.decorator';
import { installationPermissionsOf, permissionsOf } from './roles';
import { requireSameOrigin } from './same-origin';

/**
 * Lets in who may: software with a key of the tenant in the path, or somebody signed in with a role there. The
 * handler says which permission it takes. A handler that says nothing is closed to everybody.
 *
 * @throws {Unauthenticated} alike for a missing, wrong or foreign key and for a tenant that does not exist
 * @throws {KeyExpired} if the secret is right
 * @throws {SessionEnded} for a cookie that is no longer worth anything
 * @throws {SecondFactorNeeded} as long as somebody is not done signing in
 * @throws {NotFound} alike for a tenant in which the person has no role and one that does not exist
 * @throws {PermissionDenied} if the permission is lacking or the handler declares none
 * @throws {CrossSiteRefused} for a request with a session that another page sent
 * @throws {TooManyAttempts} after too many wrong keys from one address
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
    private readonly sessions: Sessions,
    private readonly attempts: FailedAttempts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declared = [context.getHandler(), context.getClass()];
    const request = context.switchToHttp().getRequest<CallersRequest>();
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN_ACCESS, declared)) {
      requireSameOrigin(request, { cookieCounts: false });
      return true;
    }
    const states = this.reflector.getAllAndOverride<SignInStates | undefined>(OWN_SESSION, declared);
    if (states) {
      request.person = await this.personOf(request, states);
      return true;
    }
    const permissions = await this.permissionsOf(request);
    const needed = this.reflector.getAllAndOverride<AnyPermission | undefined>(PERMISSION, declared);
    if (needed === undefined || !permissions.has(needed)) throw new PermissionDenied(needed);
    return true;
  }

  private async permissionsOf(request: CallersRequest): Promise<ReadonlySet<AnyPermission>> {
    const hasKey = request.headers.authorization !== undefined;
    if (hasKey || readCookie(request, 'session') === undefined) {
      request.caller = await this.softwareOf(request);
      return request.caller.permissions;
    }
    const person = await this.personOf(request, ['signed-in']);
    request.person = person;
    const tenant = tenantOf(request);
    if (tenant === undefined) return installationPermissionsOf(person.user.operator);
    request.caller = callerOf(person, tenant);
    return request.caller.permissions;
  }

  private async softwareOf(request: CallersRequest): Promise<Caller> {
    const source = request.ip ?? 'unknown';
    const wait = this.attempts.waitSeconds(source);
    if (wait > 0) throw new TooManyAttempts(wait);
    const caller = await this.keys.authenticate(tenantOf(request) ?? '', bearerOf(request));
    if (caller) return caller;
    this.attempts.count(source);
    throw new Unauthenticated();
  }

  private async personOf(request: CallersRequest, states: SignInStates): Promise<Principal> {
    requireSameOrigin(request, { cookieCounts: true });
    const secret = readCookie(request, 'session');
    if (secret === undefined) throw new Unauthenticated();
    const tenant = tenantOf(request);
    const person = await this.sessions.find(secret, tenant === undefined ? {} : { tenant });
    if (!person) throw new SessionEnded();
    if (!states.includes(signInState(person))) throw new SecondFactorNeeded();
    return person;
  }
}

type SignInStates = readonly SignInState[];

/** What a person may do in a tenant; what was seen through the broken glass is marked in the audit trail. */
function callerOf({ user, role, glassBroken }: Principal, tenant: string): Caller {
  if (role === undefined) throw new NotFound('tenant', tenant);
  const auth = role === 'operator' && glassBroken ? 'break-glass' : 'session';
  return {
    tenant,
    actor: { type: 'user', id: user.id, auth },
    permissions: permissionsOf(role, { glassBroken }),
  };
}

function tenantOf({ params }: CallersRequest): string | undefined {
  const { tenant } = params;
  return typeof tenant === 'string' ? tenant : undefined;
}

const bearerOf = ({ headers }: CallersRequest): string =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
