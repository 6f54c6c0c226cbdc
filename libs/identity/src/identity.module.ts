import { AuditModule } from '@gateway/audit';
import type { Storage } from '@gateway/database';
import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard';
import { FailedAttempts } from './access/failed-attempts';
import { ApiKeys } from './keys/api-keys';
import { Sessions } from './sessions/sessions';
import { ApiKey } from './storage/api-key.entity';
import { CreateApiKey1764000600001 } from './storage/migrations/1764000600001-create-api-key';
import { CreatePeople1764000600002 } from './storage/migrations/1764000600002-create-people';
import { CreateSession1764000600003 } from './storage/migrations/1764000600003-create-session';
import { CreateBreakGlass1764000600004 } from './storage/migrations/1764000600004-create-break-glass';

export const identityStorage: Storage = {
  entities: [ApiKey],
  migrations: [
    CreateApiKey1764000600001,
    CreatePeople1764000600002,
    CreateSession1764000600003,
    CreateBreakGlass1764000600004,
  ],
};

/** Closes every route of the application to whoever has no key and no role for it. Needs a global `Database`. */
@Global()
@Module({
  imports: [AuditModule],
  providers: [
    ApiKeys,
    Sessions,
    { provide: FailedAttempts, useFactory: () => new FailedAttempts() },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [ApiKeys, Sessions],
})
export class IdentityModule {}
