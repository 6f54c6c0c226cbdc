import { AuditTrail, auditEvent, type Actor } from '@gateway/audit';
import { isUniqueViolation, kept, newId, type Tx } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { Connection } from './storage/connection.entity';

/** Somebody else saved the set-up in between. */
export class ConnectionChanged extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'CONNECTION_CHANGED';

  constructor(id: string, version: number) {
    super('Somebody else has changed this connection; read it again and repeat your change', { id, version });
  }
}

/** The tenant has another connection of this name. */
export class ConnectionNameTaken extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'CONNECTION_NAME_TAKEN';

  constructor() {
    super('Another connection has this name; choose a different one', {}, { field: '/name' });
  }
}

export interface ConnectionChange {
  readonly name?: string;
  readonly settings?: Record<string, unknown>;
  readonly active?: boolean;
  readonly pausedBecause?: string | null;
}

const created = auditEvent('connection/created', {
  log: 'admin',
  object: 'connection',
  requires: ['fields'],
});
const changed = auditEvent('connection/changed', {
  log: 'admin',
  object: 'connection',
  requires: ['fields'],
});

const BY_ID = kept(
  `select tenant_id as "tenantId", id, connector, name, settings, active, paused_because as "pausedBecause", version,
     created_at as "createdAt", updated_at as "updatedAt"
   from connection where tenant_id = current_tenant() and id = $1`,
);

/** The accounts an administrator has set up at partners. */
@Injectable()
export class Connections {
  constructor(private readonly audit: AuditTrail) {}

  /** @throws {NotFound} for an id this tenant does not have */
  async get(tx: Tx, id: string): Promise<Connection> {
    const [found] = isUuid(id) ? await tx.query<Connection[]>(BY_ID, [id]) : [];
    if (!found) throw new NotFound('connection', id);
    return Object.assign(new Connection(), found);
  }

  list(tx: Tx, connector?: string): Promise<Connection[]> {
    return tx.find(Connection, { where: connector ? { connector } : {}, order: { name: 'asc' } });
  }

  /** @throws {ConnectionNameTaken} */
  async create(
    tx: Tx,
    actor: Actor,
    {
      tenant,
      connector,
      name,
      settings,
    }: { tenant: string; connector: string; name: string; settings: object },
  ): Promise<Connection> {
    const id = newId();
    await tx
      .insert(Connection, { tenantId: tenant, id, connector, name, settings: { ...settings } })
      .catch(refuseTakenName);
    await this.audit.record(
      tx,
      created({ tenant, actor, object: id, outcome: 'success', fields: Object.keys(settings) }),
    );
    return this.get(tx, id);
  }

  /**
   * Saves a change if nobody else has in between.
   *
   * @throws {ConnectionChanged} when `version` is not the stored one any more
   * @throws {ConnectionNameTaken}
   */
  async change(
    tx: Tx,
    actor: Actor,
    { connection, version, change }: { connection: Connection; version?: number; change: ConnectionChange },
  ): Promise<Connection> {
    const { affected } = await tx
      .update(Connection, { id: connection.id, ...(version === undefined ? {} : { version }) }, {
        ...change,
        version: () => 'version + 1',
        updatedAt: () => 'now()',
      } as never)
      .catch(refuseTakenName);
    if (affected !== 1) throw new ConnectionChanged(connection.id, version ?? connection.version);
    const fields = changedFields(connection, change);
    await this.audit.record(
      tx,
      changed({ tenant: connection.tenantId, actor, object: connection.id, outcome: 'success', fields }),
    );
    return this.get(tx, connection.id);
  }
}

function refuseTakenName(error: unknown): never {
  throw isUniqueViolation(error, 'connection_name_key') ? new ConnectionNameTaken() : error;
}

const changedFields = (before: Connection, { settings, ...rest }: ConnectionChange): string[] => [
  ...Object.keys(rest),
  ...Object.keys(settings ?? {}).filter(
    (name) => JSON.stringify(settings?.[name]) !== JSON.stringify(before.settings[name]),
  ),
];

/** Ids come from URLs; anything else than a UUID is simply unknown. */
export const isUuid = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text);
