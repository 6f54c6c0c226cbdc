import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { HealthCheck } from './health-check';

/** The database answers. */
@Injectable()
export class DatabaseCheck implements HealthCheck {
  readonly name = 'database';

  constructor(private readonly database: Database) {}

  check(): Promise<unknown> {
    return this.database.global((tx) => tx.query('select 1'));
  }
}
