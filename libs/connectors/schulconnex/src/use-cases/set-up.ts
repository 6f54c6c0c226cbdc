import type { Actor } from '@gateway/audit';
import { Connections, type Connection, type ConnectionChange } from '@gateway/connector';
import { Database } from '@gateway/database';
import { allowedUrl, EgressPolicies } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { instanceToPlain } from 'class-transformer';
import type { SchulconnexSettings } from '../schulconnex.settings';
import { schulconnexConnection } from './context';

export interface SetUpInput {
  readonly tenant: string;
  readonly actor: Actor;
  readonly name: string;
  readonly settings: SchulconnexSettings;
  /** Off: nothing is synchronised. Absent: as it was; a new connection is off. */
  readonly active?: boolean;
  /** Absent for a new connection. */
  readonly connection?: string;
  /** The version the change was made from; absent to overwrite whatever is there. */
  readonly version?: number;
}

/** Creates or changes a connection to a Schulconnex service. */
@Injectable()
export class SetUp {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly policies: EgressPolicies,
  ) {}

  /** @throws {UrlNotAllowed} @throws {ConnectionChanged} @throws {ConnectionNameTaken} @throws {NotFound} */
  async run(input: SetUpInput): Promise<Connection> {
    const { tenant, actor, name, active, version } = input;
    const { baseUrl, tokenUrl } = input.settings;
    allowedUrl(baseUrl, this.policies.for(baseUrl), '/settings/baseUrl');
    allowedUrl(tokenUrl, this.policies.for(tokenUrl), '/settings/tokenUrl');
    const settings = instanceToPlain(input.settings);
    return this.database.tenant(tenant, async (tx) => {
      const connection = input.connection
        ? await schulconnexConnection(this.connections, tx, input.connection)
        : await this.connections.create(tx, actor, { tenant, connector: 'schulconnex', name, settings });
      if (!input.connection && active === undefined) return connection;
      const change: ConnectionChange = { name, settings, ...(active === undefined ? {} : { active }) };
      return this.connections.change(tx, actor, {
        connection,
        change,
        ...(version === undefined ? {} : { version }),
      });
    });
  }
}
