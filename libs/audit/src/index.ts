export type { Actor } from './actor';
export { AuditModule, auditStorage } from './audit.module';
export { AuditTrail, type AuditReceipt } from './audit-trail';
export {
  auditEvent,
  type AuditDetails,
  type AuditEntryDraft,
  type AuditEvent,
  type AuditGiven,
  type AuditLog,
} from './entry/audit-event';
export { canonicalJson, type Json } from './entry/canonical-json';
export { OPERATOR } from './entry/entry-body';
export { AuditEntryInvalid, AuditTampered, AuditUnavailable, SealerKeyUnusable } from './errors';
export { AuditEntry } from './storage/audit-entry.entity';
