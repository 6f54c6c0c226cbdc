import { contextOf } from '../keys/envelope';

/** What a subject's key is bound to under its tenant key. */
export const subjectContext = (tenant: string, subject: string, tenantKeyId: string): Buffer =>
  contextOf('subject-key', tenant, subject, tenantKeyId);
