import { CreateTenancy1764000000001 } from './storage/migrations/1764000000001-create-tenancy';
import { CreateMigrationReading1764000000002 } from './storage/migrations/1764000000002-create-migration-reading';
import type { Storage } from './storage';
import { Tenant } from './tenant.entity';

/** What every other library's tables stand on; always first. */
export const databaseStorage: Storage = {
  entities: [Tenant],
  migrations: [CreateTenancy1764000000001, CreateMigrationReading1764000000002],
};
