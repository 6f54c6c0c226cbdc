import { CreateTenancy1764000000001 } from './storage/migrations/1764000000001-create-tenancy';
import type { Storage } from './storage';
import { Tenant } from './tenant.entity';

/** What every other library's tables stand on; always first. */
export const databaseStorage: Storage = {
  entities: [Tenant],
  migrations: [CreateTenancy1764000000001],
};
