import type { Actor } from '@gateway/audit';
import { Connections, type Connection, type ConnectionChange } from '@gateway/connector';
import { Database } from '@gateway/database';
import { allowedUrl, EgressPolicies } from '@gateway/egress';
import { Jobs } from '@gateway/jobs';
import { Injectable } from '@nestjs/common';
import type { OsoSettings } from '../oso.settings';
import { forgetQueue } from './forget-queue';
import { osoConnection } from './context';

export interface SetUpInput {
  readonly tenant: string;
  readonly actor: Actor;
  readonly name: string;
  readonly settings: OsoSettings;
  /** Off: nothing is sent. Absent: as it was; a new connection is off. */
  readonly active?: boolean;
  /** Absent for a new connection. */
  readonly connection?: string;
  /** The version the change was made from; absent to overwrite whatever is there. */
  readonly version?: number;
}

/** Every night, when nobody waits. */
const NIGHTLY = '23 3 * * *';

/** Creates or changes a connection to OSO. */
@Injectable()
export class SetUp {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly jobs: Jobs,
    private readonly policies: EgressPolicies,
  ) {}

  /** @throws {UrlNotAllowed} @throws {ConnectionChanged} @throws {NotFound} */
  async run(input: SetUpInput): Promise<Connection> {
    const { tenant } = input;
    const { trafficCenterUrl } = input.settings;
    allowedUrl(trafficCenterUrl, this.policies.for(trafficCenterUrl), '/settings/trafficCenterUrl');
    const saved = await this.database.tenant(tenant, async (tx) => {
      const { actor, name, settings, active, version } = input;
      const connection = input.connection
        ? await osoConnection(this.connections, tx, input.connection)
        : await this.connections.create(tx, actor, { tenant, connector: 'oso', name, settings });
      const change: ConnectionChange = {
        name,
        settings: { ...settings },
        ...(active === undefined ? {} : { active }),
      };
      if (!input.connection && active === undefined) return connection;
      return this.connections.change(tx, actor, {
        connection,
        change,
        ...(version === undefined ? {} : { version }),
      });
    });
    const data = { tenant, connection: saved.id };
    await this.jobs.schedule(forgetQueue, {
      key: saved.id,
      cron: NIGHTLY,
      timeZone: 'Europe/Amsterdam',
      data,
    });
    return saved;
  }
}
