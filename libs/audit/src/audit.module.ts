import type { Storage } from '@gateway/database';
import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail';
import { SecretAccessRecorder } from './secret-access-recorder';
import { AuditCheckpoint } from './storage/audit-checkpoint.entity';
import { AuditEntry } from './storage/audit-entry.entity';
import { AuditHead } from './storage/audit-head.entity';
import { CreateAuditEntry1764000200001 } from './storage/migrations/1764000200001-create-audit-entry';
import { CreateAuditCheckpoint1764000200002 } from './storage/migrations/1764000200002-create-audit-checkpoint';
import { QuickenAuditAppend1764000200003 } from './storage/migrations/1764000200003-quicken-audit-append';

export const auditStorage: Storage = {
  entities: [AuditEntry, AuditHead, AuditCheckpoint],
  migrations: [
    CreateAuditEntry1764000200001,
    CreateAuditCheckpoint1764000200002,
    QuickenAuditAppend1764000200003,
  ],
};

@Module({ providers: [AuditTrail, SecretAccessRecorder], exports: [AuditTrail, SecretAccessRecorder] })
export class AuditModule {}
