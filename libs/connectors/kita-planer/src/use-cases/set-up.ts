import type { Actor } from '@gateway/audit';
import { Connections, type Connection } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { allowedUrl, EgressPolicies } from '@gateway/egress';
import { Jobs } from '@gateway/jobs';
import { Injectable } from '@nestjs/common';
import { instanceToPlain } from 'class-transformer';
import type { KitaPlanerSettings } from '../kita-planer.settings';
import { exportQueue } from './export-queue';
import { ScheduleNeedsCentralCredential } from './credential-errors';
import { Credentials } from './credentials';

export interface SetUpInput {
  readonly tenant: string;
  readonly actor: Actor;
  readonly name: string;
  readonly settings: KitaPlanerSettings;
  /** Off: records are collected, nothing is sent. Absent: as it was; a new connection is off. */
  readonly active?: boolean;
  /** Absent for a new connection. */
  readonly connection?: string;
  /** The version the change was made from; absent to overwrite whatever is there. */
  readonly version?: number;
}

/** Who the schedule acts as. */
export const SCHEDULER: Actor = { type: 'system', id: 'scheduler' };

/** Kita Planer Einrichtung: creates or changes a connection and its schedule (chapters 4.2 and 5.6). */
@Injectable()
export class SetUp {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly credentials: Credentials,
    private readonly jobs: Jobs,
    private readonly policies: EgressPolicies,
  ) {}

  /**
   * @throws {UrlNotAllowed} @throws {ScheduleNeedsCentralCredential} case 45
   * @throws {ConnectionChanged} @throws {ConnectionNameTaken} @throws {NotFound}
   */
  async run(input: SetUpInput): Promise<Connection> {
    const { baseUrl } = input.settings;
    allowedUrl(baseUrl, this.policies.for(baseUrl), '/settings/baseUrl');
    const saved = await this.database.tenant(input.tenant, async (tx) => {
      if (input.settings.schedule) await this.requireCentral(tx, input);
      return input.connection ? this.change(tx, input, input.connection) : this.create(tx, input);
    });
    await this.applySchedule(input.tenant, saved.id, input.settings.schedule);
    return saved;
  }

  private async requireCentral(tx: Tx, { connection, settings }: SetUpInput): Promise<void> {
    const usable =
      connection && (await this.credentials.hasUsableCentral(tx, connection, settings, new Date()));
    if (!usable) throw new ScheduleNeedsCentralCredential();
  }

  private async create(
    tx: Tx,
    { tenant, actor, name, settings, active = false }: SetUpInput,
  ): Promise<Connection> {
    const connection = await this.connections.create(tx, actor, {
      tenant,
      connector: 'kita-planer',
      name,
      settings,
    });
    return active ? this.connections.change(tx, actor, { connection, change: { active } }) : connection;
  }

  private async change(
    tx: Tx,
    { actor, name, settings, version, active }: SetUpInput,
    id: string,
  ): Promise<Connection> {
    const connection = await this.connections.get(tx, id);
    return this.connections.change(tx, actor, {
      connection,
      ...(version === undefined ? {} : { version }),
      change: { name, settings: instanceToPlain(settings), ...(active === undefined ? {} : { active }) },
    });
  }

  /** After the change is stored: schedules live with the job engine, and setting one again changes nothing. */
  private async applySchedule(tenant: string, connection: string, cron: string | null): Promise<void> {
    if (cron === null) {
      await this.jobs.unschedule(exportQueue, connection);
      return;
    }
    const data = { tenant, connection, trigger: 'schedule', actor: SCHEDULER } as const;
    await this.jobs.schedule(exportQueue, { key: connection, cron, timeZone: 'Europe/Berlin', data });
  }
}
