import { createHash, randomBytes } from 'node:crypto';
import {
  Database,
  databaseStorage,
  dataSourceOptions,
  migrate,
  newId,
  Tenant,
  type Storage,
} from '@gateway/database';
import { Client } from 'pg';
import { DataSource, type QueryRunner } from 'typeorm';
import { testServerUrl } from './test-server';

type Row = Record<string, unknown>;

/**
 * A PostgreSQL database of its own for one test file, with every migration applied.
 *
 * The first file to ask for a set of storages has a template built; all others get a copy of it,
 * which takes milliseconds. `database` works under the application's role, `admin` as the owner.
 */
export class TestDatabase {
  readonly database: Database;

  private constructor(
    readonly url: string,
    private readonly name: string,
    readonly dataSource: DataSource,
    private readonly owner: Client,
  ) {
    this.database = new Database(dataSource);
  }

  static async create(...storages: Storage[]): Promise<TestDatabase> {
    const name = `test_${randomBytes(6).toString('hex')}`;
    const server = testServerUrl();
    await onServer(async (client) => {
      const template = await migratedTemplate(client, server, storages);
      await client.query(`create database ${name} template ${template}`);
    });
    const url = inDatabase(server, name);
    const dataSource = await new DataSource(dataSourceOptions({ url, poolSize: 8 }, storages)).initialize();
    const owner = new Client({ connectionString: url });
    await owner.connect();
    return new TestDatabase(url, name, dataSource, owner);
  }

  /** Adds a tenant and answers its id. */
  async tenant(name = 'Kita-Träger Musterstadt'): Promise<string> {
    const id = newId();
    await this.dataSource.manager.insert(Tenant, { id, name });
    return id;
  }

  /** Runs SQL as the owner of all tables, past row level security. */
  async admin<T extends Row = Row>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    const { rows } = await this.owner.query<T>(sql, parameters);
    return rows;
  }

  async drop(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
    await this.owner.end();
    await onServer((server) => server.query(`drop database ${this.name} with (force)`));
  }
}

/** Builds the template unless it is there; the lock keeps parallel test files from building two. */
async function migratedTemplate(
  client: Client,
  server: string,
  storages: readonly Storage[],
): Promise<string> {
  const template = `template_${await digestOf([databaseStorage, ...storages])}`;
  await client.query('select pg_advisory_lock(hashtext($1))', [template]);
  const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
  if (rowCount) return template;

  const partial = `${template}_partial`;
  await client.query(`drop database if exists ${partial} with (force)`);
  await client.query(`create database ${partial}`);
  await migrate(inDatabase(server, partial), storages);
  await client.query(`alter database ${partial} rename to ${template}`);
  return template;
}

/** Changes with every edit of a migration's SQL, so a template is never older than the code. */
async function digestOf(storages: readonly Storage[]): Promise<string> {
  const digest = createHash('sha256');
  const query = (sql: string): Promise<void> => Promise.resolve(void digest.update(sql));
  for (const migration of storages.flatMap(({ migrations }) => migrations)) {
    digest.update(migration.name);
    await new migration().up({ query } as unknown as QueryRunner);
  }
  return digest.digest('hex').slice(0, 16);
}

async function onServer<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: testServerUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
