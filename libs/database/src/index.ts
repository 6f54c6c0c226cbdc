export { APP_ROLE, dataSourceOptions, type ConnectionOptions } from './data-source-options';
export { beforeCommit, Database, type Tx } from './database';
export { DatabaseModule, type DatabaseModuleOptions } from './database.module';
export { DatabaseConfig } from './database.config';
export { databaseStorage } from './database.storage';
export { EmbeddedPostgres, type EmbeddedOptions } from './embedded/embedded-postgres';
export { EmbeddedUnavailable } from './embedded/embedded-unavailable';
export { kept } from './kept-statements';
export {
  ensureDatabase,
  migrate,
  pendingMigrations,
  recreateDatabase,
  revertMigration,
  type MigrationResult,
} from './migrate';
export { newId } from './new-id';
export { isUniqueViolation, StatementFailed } from './storage-error';
export type { Storage } from './storage';
export { Tenant } from './tenant.entity';
