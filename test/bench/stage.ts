import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { EmbeddedPostgres, migrate, recreateDatabase } from '@gateway/database';
import { Client } from 'pg';
import { storages } from '../../apps/gateway/src';
import { Machine } from './machine';

/** What every group is measured on: a PostgreSQL of its own that writes to the disk, and the machine. */
export class Stage {
  readonly folder = resolve('.data', 'bench');
  readonly machine: Machine;
  readonly #guard: Client;

  private constructor(
    readonly postgres: EmbeddedPostgres,
    guard: Client,
    private readonly data: string,
  ) {
    this.machine = new Machine(this.folder);
    this.#guard = guard;
  }

  /** @throws if another bench is running: both would measure each other */
  static async set(): Promise<Stage> {
    const folder = resolve('.data', 'bench');
    mkdirSync(folder, { recursive: true });
    const postgres = await EmbeddedPostgres.start({ folder: resolve(folder, 'postgres') });
    const guard = new Client({ connectionString: postgres.url('postgres') });
    await guard.connect();
    const { rows } = await guard.query<{ alone: boolean; data: string }>(
      `select pg_try_advisory_lock(hashtext('bench')) as alone, current_setting('data_directory') as data`,
    );
    const { alone = false, data = '' } = rows[0] ?? {};
    if (alone) return new Stage(postgres, guard, data);
    await guard.end();
    throw new Error('Another bench is running');
  }

  /** An empty database with every table. */
  async database(name: string): Promise<string> {
    await recreateDatabase(this.postgres.url('postgres'), name);
    await migrate(this.postgres.url(name), storages);
    return this.postgres.url(name);
  }

  async drop(name: string): Promise<void> {
    await this.#guard.query(`drop database if exists ${name} with (force)`);
  }

  /** Leaves nothing behind. */
  async clear(): Promise<void> {
    await this.#guard.end();
    await this.postgres.stop();
    for (const path of [this.data, `${this.data}.log`, this.folder])
      rmSync(path, { recursive: true, force: true });
  }
}
