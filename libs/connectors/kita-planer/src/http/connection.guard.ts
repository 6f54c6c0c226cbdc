import { isUuid } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import type { Caller } from '@gateway/identity';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

type Asked = Request<Readonly<Record<string, string>>> & { readonly caller: Caller };

/** Where what a path names is looked for, by the name of the path's part. */
const OF_CONNECTION: Readonly<Record<string, string>> = {
  record: `select from delivery where connection_id = $1 and id = $2
           union all select from delivery_archive where connection_id = $1 and id = $2`,
  call: 'select from protocol_call where connection_id = $1 and id = $2',
  run: 'select from connection_run where connection_id = $1 and id = $2',
  task: 'select from kita_planer_task where connection_id = $1 and id = $2',
};

/** Connections are never deleted and never change hands, so one that was found stays found. */
const REMEMBERED = 10_000;

/**
 * Lets pass only what belongs together: the connection is this tenant's and a Kita-Planer, and the record,
 * call, run or task is that connection's. An unknown id and somebody else's answer alike (promise I3).
 *
 * @throws {NotFound}
 */
@Injectable()
export class ConnectionGuard implements CanActivate {
  private readonly found = new Set<string>();

  constructor(private readonly database: Database) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { caller, params } = context.switchToHttp().getRequest<Asked>();
    const { connection } = params;
    if (connection === undefined) return true;
    await this.requireConnection(caller.tenant, connection);
    for (const what of Object.keys(OF_CONNECTION)) {
      const id = params[what];
      if (id !== undefined) await this.requirePart(caller.tenant, connection, { what, id });
    }
    return true;
  }

  private async requireConnection(tenant: string, id: string): Promise<void> {
    const mark = `${tenant} ${id}`;
    if (this.found.has(mark)) return;
    await this.require(tenant, 'connection', id, (tx) =>
      tx.query<unknown[]>(`select from connection where id = $1 and connector = 'kita-planer'`, [id]),
    );
    if (this.found.size >= REMEMBERED) this.found.clear();
    this.found.add(mark);
  }

  private requirePart(
    tenant: string,
    connection: string,
    { what, id }: { readonly what: string; readonly id: string },
  ): Promise<void> {
    return this.require(tenant, what, id, (tx) =>
      tx.query<unknown[]>(OF_CONNECTION[what] ?? '', [connection, id]),
    );
  }

  private async require(
    tenant: string,
    what: string,
    id: string,
    rows: (tx: Tx) => Promise<unknown[]>,
  ): Promise<void> {
    const known = isUuid(id) && (await this.database.tenant(tenant, rows)).length > 0;
    if (!known) throw new NotFound(what, id);
  }
}
