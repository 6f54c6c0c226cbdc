import { defineQueue } from '@gateway/jobs';

export interface BatchJob {
  readonly tenant: string;
  readonly batch: string;
}

export const batchQueue = defineQueue<BatchJob>({ name: 'act-batch', policy: 'stately', retries: 100 });
