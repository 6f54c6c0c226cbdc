import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { toStorageError } from './storage-error';

/** An open transaction. `tx.query(sql, parameters)` answers rows; entities work as usual. */
export type Tx = EntityManager;

/**
 * The two ways to the data: as one tenant, or as nobody in particular.
 *
 * The tenant is set for the transaction alone (`set_config(…, true)`), so a pooled connection carries
 * nothing over to the next request; row level security does the rest, also for a query without WHERE.
 */
@Injectable()
export class Database {
  constructor(private readonly source: DataSource) {}

  /**
   * Runs the work in one transaction that sees and writes this tenant's rows only.
   *
   * @throws {StorageUnavailable} when the database is gone, full or read-only
   */
  tenant<T>(tenant: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(async (tx) => {
      await tx.query(`select set_config('drehkreuz.tenant', $1, true)`, [tenant]);
      return work(tx);
    });
  }

  /** Runs the work in one transaction without a tenant: every tenant table looks empty. */
  global<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(work);
  }

  private async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.source.transaction(work);
    } catch (error) {
      throw toStorageError(error);
    }
  }
}
