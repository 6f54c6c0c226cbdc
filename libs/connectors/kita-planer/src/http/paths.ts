/** Below `/api/v1`: one tenant's Kita-Planer. */
export const BASE = 'tenants/:tenant/kita-planer/connections';
