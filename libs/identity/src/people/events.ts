import { auditEvent } from '@gateway/audit';

const security = { log: 'security', object: 'user' } as const;

export const signedIn = auditEvent('identity/signed-in', security);
export const signInFailed = auditEvent('identity/sign-in-failed', security);
export const signedOut = auditEvent('identity/signed-out', security);
export const passwordChanged = auditEvent('identity/password-changed', security);
export const secondFactorSetUp = auditEvent('identity/second-factor-set-up', security);
export const recoveryCodeUsed = auditEvent('identity/recovery-code-used', security);
export const sessionsEnded = auditEvent('identity/sessions-ended', security);
export const invited = auditEvent('identity/user-invited', security);
export const userCreated = auditEvent('identity/user-created', security);
export const secondFactorRemoved = auditEvent('identity/second-factor-removed', security);

const admin = { log: 'admin', object: 'user' } as const;

export const roleGiven = auditEvent('identity/role-given', { ...admin, requires: ['code'] });
export const roleTaken = auditEvent('identity/role-taken', admin);
