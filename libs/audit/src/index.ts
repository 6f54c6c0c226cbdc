export type { Actor } from './actor';
export { AuditModule, auditStorage } from './audit.module';
export { AuditTrail, type AuditReceipt } from './audit-trail';
export {
  auditEvent,
  SET_LIMIT,
  type AuditDetails,
  type AuditEntryDraft,
  type AuditEvent,
  type AuditGiven,
  type AuditLog,
} from './entry/audit-event';
export { OPERATOR } from './entry/entry-body';
export {
  AuditCursorInvalid,
  AuditEntryInvalid,
  AuditTampered,
  AuditUnavailable,
  SealerKeyUnusable,
} from './errors';
export { auditPage, type AuditPage, type AuditQuery, type AuditRow } from './reading/audit-page';
export { chainStatus, type ChainStatus } from './reading/chain-status';
export { SecretAccessRecorder, type SecretAccess } from './secret-access-recorder';
export { SealerConfig } from './sealing/sealer.config';
export { AuditEntry } from './storage/audit-entry.entity';
export { exportCheckpoints, exportEntries, type ExportScope } from './reading/export-trail';
export type { HeadTuple, PublishedCheckpoint } from './sealing/checkpoint-note';
export { FileCheckpointSink, StreamCheckpointSink, type CheckpointSink } from './sealing/checkpoint-sink';
export { Sealer, type Sealed, type SealerOptions, type SealingRhythm } from './sealing/sealer';
export { sealerDataSource } from './sealing/sealer-data-source';
export { createSealerKey, ephemeralSealerKey, readSealerKey, type SealerKey } from './sealing/sealer-key';
export { firstDayKept, RETENTION_DAYS } from './sealing/retention';
