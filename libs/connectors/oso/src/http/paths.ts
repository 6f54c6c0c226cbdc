/** Below `/api/v1`: one tenant's OSO. */
export const BASE = 'tenants/:tenant/oso/connections';
