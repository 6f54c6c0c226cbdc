import { defineQueue } from '@gateway/jobs';

/** Erases what has been kept long enough, connection by connection. */
export const forgetQueue = defineQueue<{ readonly tenant: string; readonly connection: string }>({
  name: 'oso-forget',
  policy: 'stately',
  retries: 3,
});
