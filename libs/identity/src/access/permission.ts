/** What a caller may do, each granted on its own; the roles of people are sets of these. */
export const PERMISSIONS = [
  'records:read',
  /** Raw payloads: personal data, so every read of one is audited. */
  'payload:read',
  /** Hand in records. */
  'records:write',
  /** Resend, resolve, confirm, decide. */
  'records:act',
  'runs:start',
  'connections:read',
  'connections:write',
  'secrets:write',
  'audit:read',
  'keys:write',
] as const;

export type PermissionName = (typeof PERMISSIONS)[number];
