import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { toStorageError } from './storage-error';

/** An open transaction. `tx.query(sql, parameters)` answers rows; entities work as usual. */
export type Tx = EntityManager;

/** What is still to be done in transactions that are under way, before they end. */
const last = new WeakMap<Tx, (() => Promise<void>)[]>();

/**
 * Has work done at the end of the transaction, as a part of it: if it fails, everything is undone.
 *
 * Only for transactions begun by {@link Database}; nobody would do it in others.
 */
export function beforeCommit(tx: Tx, work: () => Promise<void>): void {
  const waiting = last.get(tx);
  if (!waiting) throw new Error('Not a transaction of Database');
  waiting.push(work);
}

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
    return this.run(work, `begin; select set_config('drehkreuz.tenant', '${uuidOf(tenant)}', true)`);
  }

  /** Runs the work in one transaction without a tenant: every tenant table looks empty. */
  global<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.run(work, 'begin');
  }

  private async run<T>(work: (tx: Tx) => Promise<T>, begin: string): Promise<T> {
    const runner = this.source.createQueryRunner();
    try {
      await runner.query(begin);
      // So that nothing within begins another.
      Object.assign(runner, { isTransactionActive: true });
      const waiting: (() => Promise<void>)[] = [];
      last.set(runner.manager, waiting);
      const result = await work(runner.manager);
      for (const finish of waiting) await finish();
      await runner.query('commit');
      return result;
    } catch (error) {
      await runner.query('rollback').catch(() => undefined);
      throw toStorageError(error);
    } finally {
      await runner.release();
    }
  }
}

/** It becomes part of a statement's text, so that beginning and telling the tenant are one round trip. */
function uuidOf(tenant: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(tenant)) return tenant;
  throw new Error('A tenant is named by its UUID');
}
