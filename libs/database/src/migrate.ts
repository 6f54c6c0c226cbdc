import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options';
import type { Storage } from './storage';

export interface MigrationResult {
  readonly applied: readonly string[];
}

/** Runs every migration that is still missing, one at a time across all processes, and says which. */
export async function migrate(url: string, storages: readonly Storage[]): Promise<MigrationResult> {
  return asOwner(url, storages, async (source) => {
    const applied = await source.runMigrations();
    return { applied: applied.map(({ name }) => name) };
  });
}

/** Takes back the newest migration; for development. Answers its name, or undefined when none is left. */
export async function revertMigration(
  url: string,
  storages: readonly Storage[],
): Promise<string | undefined> {
  return asOwner(url, storages, async (source) => {
    const [newest] = await source.query<{ name: string }[]>(
      `select name from migrations order by id desc limit 1`,
    );
    if (!newest) return undefined;
    await source.undoLastMigration();
    return newest.name;
  });
}

/** Names of the migrations this version knows and the database has not seen. */
export async function pendingMigrations(
  url: string,
  storages: readonly Storage[],
): Promise<readonly string[]> {
  const source = await new DataSource(
    dataSourceOptions({ url, as: 'owner', poolSize: 1 }, storages),
  ).initialize();
  try {
    const known = source.migrations.map((migration) => migration.name ?? migration.constructor.name);
    const [table] = await source.query<{ name: string | null }[]>(`select to_regclass('migrations') as name`);
    if (!table?.name) return known;
    const done = await source.query<{ name: string }[]>('select name from migrations');
    const seen = new Set(done.map(({ name }) => name));
    return known.filter((name) => !seen.has(name));
  } finally {
    await source.destroy();
  }
}

/** Creates a database on the server the url points to, unless it is there. */
export async function ensureDatabase(serverUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/** Drops a database, whoever is connected, and creates it empty: for demos. */
export async function recreateDatabase(serverUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const name = client.escapeIdentifier(database);
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}

async function asOwner<T>(
  url: string,
  storages: readonly Storage[],
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const lock = new Client({ connectionString: url });
  await lock.connect();
  const source = new DataSource(dataSourceOptions({ url, as: 'owner', poolSize: 2 }, storages));
  try {
    await lock.query(`select pg_advisory_lock(hashtext('drehkreuz migrations'))`);
    await source.initialize();
    return await work(source);
  } finally {
    if (source.isInitialized) await source.destroy();
    await lock.end();
  }
}
