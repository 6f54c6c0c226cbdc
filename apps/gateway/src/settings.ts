import { readConfig } from '@gateway/config';
import { RunConfig } from '@gateway/connector';
import { DatabaseConfig, EmbeddedPostgres, ensureDatabase } from '@gateway/database';
import { EgressConfig } from '@gateway/egress';
import { SignInConfig } from '@gateway/identity';
import { JobsConfig } from '@gateway/jobs';
import { VaultConfig } from '@gateway/vault';
import { resolve } from 'node:path';
import { ServerConfig } from './server.config';

/** Everything a process is told from outside, read and checked once. */
export interface GatewaySettings {
  readonly server: ServerConfig;
  readonly database: DatabaseConfig;
  readonly jobs: JobsConfig;
  readonly vault: VaultConfig;
  readonly egress: EgressConfig;
  readonly runs: RunConfig;
  readonly signIn: SignInConfig;
  /** Login of the running application. */
  readonly databaseUrl: string;
  /** Login that owns the tables, for migrations. */
  readonly adminUrl: string;
  /** Stops the embedded database, unless another process uses it. */
  readonly close: () => Promise<void>;
}

const DATABASE = 'drehkreuz';

/**
 * Reads the environment. Without `DATABASE_URL` the embedded PostgreSQL is started, or attached to.
 *
 * @throws {InvalidConfig} naming every variable that is wrong, and no value
 */
export async function gatewaySettings(env: NodeJS.ProcessEnv): Promise<GatewaySettings> {
  const database = readConfig(DatabaseConfig, env);
  const read = {
    server: readConfig(ServerConfig, env),
    jobs: readConfig(JobsConfig, env),
    vault: readConfig(VaultConfig, env),
    egress: readConfig(EgressConfig, env),
    runs: readConfig(RunConfig, env),
    signIn: readConfig(SignInConfig, env),
    database,
  };
  if (database.DATABASE_URL) {
    const adminUrl = database.DATABASE_ADMIN_URL ?? database.DATABASE_URL;
    return { ...read, databaseUrl: database.DATABASE_URL, adminUrl, close: () => Promise.resolve() };
  }
  const embedded = await EmbeddedPostgres.start({ folder: resolve(database.DATA_DIR, 'postgres') });
  await ensureDatabase(embedded.url('postgres'), DATABASE);
  const url = embedded.url(DATABASE);
  return { ...read, databaseUrl: url, adminUrl: url, close: () => embedded.stopUnlessUsed() };
}
