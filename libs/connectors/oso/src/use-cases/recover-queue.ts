import { defineQueue } from '@gateway/jobs';

/** Looks after a connection when the lease of an attempt is over. */
export const recoverQueue = defineQueue<{ readonly tenant: string; readonly connection: string }>({
  name: 'oso-recover',
  policy: 'standard',
  retries: 5,
});
