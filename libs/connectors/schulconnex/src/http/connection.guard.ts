import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import type { Caller } from '@gateway/identity';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { schulconnexConnection } from '../use-cases/context';

type Asked = Request<Readonly<Record<string, string>>> & { readonly caller: Caller };

/**
 * Lets pass only what names a connection of this tenant to Schulconnex: an unknown one and somebody else's
 * answer alike (promise I3).
 *
 * @throws {NotFound}
 */
@Injectable()
export class SchulconnexConnectionGuard implements CanActivate {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, params } = context.switchToHttp().getRequest<Asked>();
    await this.database.tenant(caller.tenant, (tx) =>
      schulconnexConnection(this.connections, tx, params.connection ?? ''),
    );
    return true;
  }
}
