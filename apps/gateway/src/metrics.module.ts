import { Database, Tenant } from '@gateway/database';
import { OpenAccess } from '@gateway/http';
import { Controller, Get, Header, Injectable, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { expiringSecrets } from '@gateway/vault';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** Numbers for Prometheus: of the process, and of the work that waits. No tenant's name, no personal data. */
@Injectable()
class Metrics {
  readonly registry = new Registry();

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry, prefix: 'drehkreuz_' });
    new Gauge({
      name: 'drehkreuz_jobs',
      help: 'Jobs by queue and state',
      labelNames: ['queue', 'state'],
      registers: [this.registry],
      async collect() {
        const rows = await database.global((tx) =>
          tx.query<{ name: string; state: string; count: number }[]>(
            `select name, state::text, count(*)::int as count from pgboss.job
             where state in ('created', 'retry', 'active', 'failed') group by 1, 2`,
          ),
        );
        this.reset();
        for (const { name, state, count } of rows) this.set({ queue: name, state }, count);
      },
    });
    new Gauge({
      name: 'drehkreuz_secret_expiry_days',
      help: 'Days until the first certificate or password of a connection expires, from 60 days on',
      labelNames: ['tenant', 'connection'],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const { tenant, connection, days } of await soonest(database))
          this.set({ tenant, connection }, days);
      },
    });
  }
}

/** Of each connection the credential that expires first, of all tenants. */
async function soonest(
  database: Database,
): Promise<{ readonly tenant: string; readonly connection: string; readonly days: number }[]> {
  const tenants = await database.global((tx) => tx.find(Tenant, { select: { id: true } }));
  const found: { tenant: string; connection: string; days: number }[] = [];
  for (const { id } of tenants) {
    const expiring = await database.tenant(id, (tx) => expiringSecrets(tx, 60, new Date()));
    const first = new Map(expiring.reverse().map(({ ref, daysLeft }) => [ref.connection, daysLeft] as const));
    found.push(...[...first].map(([connection, days]) => ({ tenant: id, connection, days })));
  }
  return found;
}

@ApiExcludeController()
@OpenAccess()
@Controller('metrics')
class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  show(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}

@Module({ controllers: [MetricsController], providers: [Metrics] })
export class MetricsModule {}
