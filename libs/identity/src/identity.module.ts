import { AuditModule } from '@gateway/audit';
import type { Storage } from '@gateway/database';
import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard';
import { FailedAttempts } from './access/failed-attempts';
import { ApiKeys } from './keys/api-keys';
import { ApiKey } from './storage/api-key.entity';
import { CreateApiKey1764000600001 } from './storage/migrations/1764000600001-create-api-key';

export const identityStorage: Storage = {
  entities: [ApiKey],
  migrations: [CreateApiKey1764000600001],
};

/** Closes every route of the application to whoever has no key for it. Needs a global `Database`. */
@Global()
@Module({
  imports: [AuditModule],
  providers: [
    ApiKeys,
    { provide: FailedAttempts, useFactory: () => new FailedAttempts() },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiKeys],
})
export class IdentityModule {}
