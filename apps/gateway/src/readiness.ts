import { Database } from '@gateway/database';
import type { HealthCheck } from '@gateway/http';
import { Jobs } from '@gateway/jobs';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** The tables are those of this version. */
@Injectable()
export class MigrationsCheck implements HealthCheck {
  readonly name = 'migrations';

  constructor(
    private readonly database: Database,
    private readonly source: DataSource,
  ) {}

  async check(): Promise<void> {
    const known = this.source.migrations.map(({ name, constructor }) => name ?? constructor.name);
    const missing = await this.database.global((tx) =>
      tx.query<unknown[]>(
        'select from unnest($1::text[]) as known(name) where name not in (select name from migrations)',
        [known],
      ),
    );
    if (missing.length > 0) throw new Error(`${missing.length} migrations are missing`);
  }
}

/** The job engine has started, and its tables answer. */
@Injectable()
export class JobsCheck implements HealthCheck {
  readonly name = 'jobs';

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  async check(): Promise<void> {
    await this.jobs.start();
    await this.database.global((tx) => tx.query('select version from pgboss.version'));
  }
}
