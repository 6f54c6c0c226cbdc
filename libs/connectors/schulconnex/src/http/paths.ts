/** Below `/api/v1`: one tenant's Schulconnex. */
export const BASE = 'tenants/:tenant/schulconnex/connections';
