import type { Upkeep } from '@gateway/connector';
import { Database, Tenant } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { forgetIdempotencyKeys } from '@gateway/http';
import { forgetEndedSessions } from '@gateway/identity';
import { defineQueue, Jobs } from '@gateway/jobs';
import { newExpiryAlarms } from '@gateway/vault';
import { Injectable, Logger, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { connectors } from './connectors';

const everyMinute = defineQueue<object>({ name: 'maintenance-minute', policy: 'exclusive', retries: 0 });
const everyDay = defineQueue<object>({ name: 'maintenance', policy: 'exclusive', retries: 3 });

/** Tables partitioned by month, each kept two months ahead; the audit trail makes its own. */
const byMonth = ['delivery_archive', 'protocol_call', 'protocol_entry'];

/** Tenants looked after at the same moment. */
const AT_ONCE = 4;

type Chore = (tenant: string) => Promise<void>;

/** What has to be done whatever the tenants do; one process at a time, tenant by tenant. */
@Injectable()
export class Maintenance implements OnApplicationBootstrap {
  private readonly logger = new Logger(Maintenance.name);

  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly modules: ModuleRef,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(everyMinute, { concurrency: 1 }, ({ signal }) => this.minutely(signal));
    await this.jobs.work(everyDay, { concurrency: 1 }, ({ signal }) => this.daily(signal));
    const zone = { timeZone: 'Europe/Berlin', data: {} };
    await this.jobs.schedule(everyMinute, { ...zone, key: 'minute', cron: '* * * * *' });
    await this.jobs.schedule(everyDay, { ...zone, key: 'daily', cron: '10 3 * * *' });
  }

  /** What died is cleaned up after, what is too old is given up, and who must renew a certificate is told. */
  async minutely(signal?: AbortSignal): Promise<void> {
    const chores = this.upkeeps().map(
      (upkeep): Chore =>
        (tenant) =>
          upkeep.everyMinute(tenant),
    );
    await this.forEveryTenant([...chores, (tenant) => this.warnOfExpiry(tenant)], signal);
  }

  /** New partitions; what has been kept long enough goes. */
  async daily(signal?: AbortSignal): Promise<void> {
    await this.database.global((tx) =>
      tx.query(`select ensure_month_partitions(name, 2) from unnest($1::text[]) as t(name)`, [byMonth]),
    );
    await this.database.global((tx) => forgetEndedSessions(tx));
    const chores = this.upkeeps().map(
      (upkeep): Chore =>
        (tenant) =>
          upkeep.everyDay(tenant),
    );
    const keys: Chore = (tenant) => this.database.tenant(tenant, (tx) => forgetIdempotencyKeys(tx));
    await this.forEveryTenant([...chores, keys], signal);
  }

  private upkeeps(): Upkeep[] {
    return connectors.flatMap(({ upkeep }) =>
      upkeep ? [this.modules.get<Upkeep>(upkeep, { strict: false })] : [],
    );
  }

  /** One tenant's trouble is logged and keeps no other from being looked after. */
  private async forEveryTenant(chores: readonly Chore[], signal: AbortSignal | undefined): Promise<void> {
    const tenants = await this.database.global((tx) => tx.find(Tenant, { select: { id: true } }));
    const waiting = tenants.values();
    const worker = async (): Promise<void> => {
      for (const { id } of waiting) {
        if (signal?.aborted) return;
        const results = await Promise.allSettled(chores.map((chore) => chore(id)));
        for (const result of results)
          if (result.status === 'rejected') this.logger.error(failureOf(id, result.reason));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** Once for every alarm a certificate or password reaches (promise S6). */
  private async warnOfExpiry(tenant: string): Promise<void> {
    const alarms = await this.database.tenant(tenant, (tx) => newExpiryAlarms(tx, new Date()));
    for (const { ref, version, daysLeft, alarm } of alarms)
      this.logger.warn({
        ...{ msg: 'A credential expires soon', code: 'SECRET_EXPIRES', tenant, alarm, daysLeft, version },
        ...{ connection: ref.connection, credential: ref.name },
      });
  }
}

const failureOf = (tenant: string, reason: unknown): object => ({
  msg: 'Maintenance failed for a tenant',
  code: reason instanceof GatewayError ? reason.code : 'INTERNAL',
  tenant,
});

@Module({ providers: [Maintenance] })
export class MaintenanceModule {}
