import { Database, Tenant } from '@gateway/database';
import { forgetIdempotencyKeys } from '@gateway/http';
import { defineQueue, Jobs } from '@gateway/jobs';
import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';

const maintenance = defineQueue<object>({ name: 'maintenance', policy: 'exclusive', retries: 3 });

/** Tables partitioned by month, each kept two months ahead. */
const byMonth = ['audit_entry', 'delivery_archive', 'protocol_call', 'protocol_entry'];

/** What has to be done once a day whatever the tenants do: new partitions, old idempotency keys. */
@Injectable()
class Maintenance implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(maintenance, { concurrency: 1 }, () => this.run());
    const daily = { key: 'daily', cron: '10 3 * * *', timeZone: 'Europe/Berlin', data: {} };
    await this.jobs.schedule(maintenance, daily);
  }

  private async run(): Promise<void> {
    const tenants = await this.database.global(async (tx) => {
      await tx.query(`select ensure_month_partitions(name, 2) from unnest($1::text[]) as t(name)`, [byMonth]);
      return tx.find(Tenant, { select: { id: true } });
    });
    for (const { id } of tenants) await this.database.tenant(id, (tx) => forgetIdempotencyKeys(tx));
  }
}

@Module({ providers: [Maintenance] })
export class MaintenanceModule {}
