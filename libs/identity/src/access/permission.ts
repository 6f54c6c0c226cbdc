/** What a caller may do in a tenant, each granted on its own; the roles of people are sets of these. */
export const PERMISSIONS = [
  'records:read',
  /** Raw payloads: personal data, so every read of one is audited. */
  'payload:read',
  /** Hand in records. */
  'records:write',
  /** Resend, resolve, confirm, decide. */
  'records:act',
  'runs:start',
  /** “Synchronisation mit Schulconnex-Service”: start one, decide, confirm. Given to people and keys on its own. */
  'synchronisations:run',
  /** Counts by state and cause, dates of expiry; nothing of a single record. */
  'overview:read',
  'connections:read',
  'connections:write',
  'secrets:write',
  'audit:read',
  'keys:write',
] as const;

/** What only people who signed in may do; no key is given these. */
type PeoplesPermission =
  | 'users:read'
  | 'users:write'
  /** See records for a while, for a reason everybody can read. */
  | 'break-glass:open'
  /** Ask for what takes two persons, and agree to it. */
  | 'approvals:act';

/** What concerns the whole installation and no tenant; operators alone. */
export const INSTALLATION_PERMISSIONS = ['installation:read', 'installation:write'] as const;

/** What a key may be given. */
export type PermissionName = (typeof PERMISSIONS)[number];

export type AnyPermission = PermissionName | PeoplesPermission | (typeof INSTALLATION_PERMISSIONS)[number];
