import type { Storage } from '@gateway/database';
import { Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail';
import { AuditEntry } from './storage/audit-entry.entity';
import { AuditHead } from './storage/audit-head.entity';
import { CreateAuditEntry1764000200001 } from './storage/migrations/1764000200001-create-audit-entry';

export const auditStorage: Storage = {
  entities: [AuditEntry, AuditHead],
  migrations: [CreateAuditEntry1764000200001],
};

@Module({ providers: [AuditTrail], exports: [AuditTrail] })
export class AuditModule {}
