import { Database } from '@gateway/database';
import { OpenAccess } from '@gateway/http';
import { Controller, Get, Header, Injectable, Module } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
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
  }
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
