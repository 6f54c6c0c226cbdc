import type { DataSourceOptions } from 'typeorm';
import { databaseStorage } from './database.storage';
import { KeptStatements } from './kept-statements';
import { SnakeNaming } from './snake-naming';
import type { Storage } from './storage';

/** The role every application connection works under: it owns no table and bypasses no policy. */
export const APP_ROLE = 'drehkreuz_app';

export interface ConnectionOptions {
  readonly url: string;
  readonly poolSize?: number;
  /** `app` for the running product, `owner` for migrations. */
  readonly as?: 'app' | 'owner';
}

/**
 * The one description of the database, used by the application, the CLI and the tests alike.
 *
 * A connection waits at most 5 s for a free place in the pool and a statement at most 60 s, so a
 * database that is gone answers 503 instead of hanging (promise D8).
 */
export function dataSourceOptions(
  { url, poolSize = 10, as = 'app' }: ConnectionOptions,
  storages: readonly Storage[],
): Extract<DataSourceOptions, { type: 'postgres' }> {
  const all = [databaseStorage, ...storages];
  return {
    type: 'postgres',
    url,
    poolSize,
    installExtensions: false,
    namingStrategy: new SnakeNaming(),
    entities: all.flatMap((storage) => storage.entities),
    migrations: all.flatMap((storage) => storage.migrations),
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    applicationName: `drehkreuz-${as}`,
    extra: {
      Client: KeptStatements,
      connectionTimeoutMillis: 5_000,
      options: `-c statement_timeout=${as === 'app' ? '60s' : '0'} -c idle_in_transaction_session_timeout=60s -c timezone=UTC${
        as === 'app' ? ` -c role=${APP_ROLE}` : ''
      }`,
    },
  };
}
