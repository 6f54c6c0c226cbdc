import { INSTALLATION_PERMISSIONS, type AnyPermission } from './permission';

/** What somebody can be in a tenant; operators are that in all of them. */
export const ROLES = ['tenant_admin', 'clerk', 'auditor'] as const;

export type Role = (typeof ROLES)[number];

const ADMIN: readonly AnyPermission[] = [
  ...(['overview:read', 'connections:read', 'connections:write', 'secrets:write'] as const),
  ...(['records:act', 'runs:start', 'audit:read'] as const),
  ...(['keys:write', 'users:read', 'users:write', 'approvals:act'] as const),
];

/** The table of roles; what is not in it is denied. */
const GRANTS: Readonly<Record<Role | 'operator', readonly AnyPermission[]>> = {
  // A processor: runs the machine, sees no record of a child.
  operator: [...ADMIN, 'break-glass:open'],
  tenant_admin: [...ADMIN, 'records:read', 'payload:read', 'synchronisations:run'],
  clerk: [
    ...(['overview:read', 'connections:read', 'records:read', 'payload:read'] as const),
    ...(['records:act', 'runs:start', 'synchronisations:run'] as const),
  ],
  auditor: ['overview:read', 'connections:read', 'records:read', 'audit:read'],
};

/** What an operator sees in addition while the glass is broken. */
const BEHIND_GLASS: readonly AnyPermission[] = ['records:read', 'payload:read'];

/** What this role may do in a tenant. */
export const permissionsOf = (
  role: Role | 'operator',
  { glassBroken }: { readonly glassBroken: boolean },
): ReadonlySet<AnyPermission> =>
  new Set([...GRANTS[role], ...(role === 'operator' && glassBroken ? BEHIND_GLASS : [])]);

/** What somebody may do beyond all tenants. */
export const installationPermissionsOf = (operator: boolean): ReadonlySet<AnyPermission> =>
  new Set(operator ? INSTALLATION_PERMISSIONS : []);
