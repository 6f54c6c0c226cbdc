import { OPEN_ACCESS } from '@gateway/http';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiKeys } from '../keys/api-keys';
import type { Caller, CallersRequest } from './caller';
import { PermissionDenied, TooManyAttempts, Unauthenticated } from './errors';
import { FailedAttempts } from './failed-attempts';
import type { PermissionName } from './permission';
import { PERMISSION } from './permission.decorator';

/**
 * Lets in who may: the path names the tenant, the key must be one of that tenant's, and the handler says
 * which permission it takes. A handler that says nothing is closed to everybody.
 *
 * @throws {Unauthenticated} alike for a missing, wrong or foreign key and for a tenant that does not exist
 * @throws {KeyExpired} if the secret is right
 * @throws {PermissionDenied} if the key lacks the permission or the handler declares none
 * @throws {TooManyAttempts} after too many wrong keys from one address
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeys,
    private readonly attempts: FailedAttempts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const declared = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN_ACCESS, declared)) return true;

    const request = context.switchToHttp().getRequest<CallersRequest>();
    request.caller = await this.callerOf(request);

    const needed = this.reflector.getAllAndOverride<PermissionName | undefined>(PERMISSION, declared);
    if (needed === undefined || !request.caller.permissions.has(needed)) throw new PermissionDenied(needed);
    return true;
  }

  private async callerOf(request: CallersRequest): Promise<Caller> {
    const source = request.ip ?? 'unknown';
    const wait = this.attempts.waitSeconds(source);
    if (wait > 0) throw new TooManyAttempts(wait);
    const caller = await this.keys.authenticate(tenantOf(request), bearerOf(request));
    if (caller) return caller;
    this.attempts.count(source);
    throw new Unauthenticated();
  }
}

const tenantOf = ({ params }: CallersRequest): string => String(params.tenant ?? '');

const bearerOf = ({ headers }: CallersRequest): string =>
  /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
