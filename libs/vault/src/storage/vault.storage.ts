import type { Storage } from '@gateway/database';
import { CreateVault1764000100001 } from './migrations/1764000100001-create-vault';
import { CreateExpiryTold1764000100002 } from './migrations/1764000100002-create-expiry-told';
import { VaultSecret } from './vault-secret.entity';
import { VaultSubjectKey } from './vault-subject-key.entity';
import { VaultTenantKey } from './vault-tenant-key.entity';

export const vaultStorage: Storage = {
  entities: [VaultTenantKey, VaultSecret, VaultSubjectKey],
  migrations: [CreateVault1764000100001, CreateExpiryTold1764000100002],
};
