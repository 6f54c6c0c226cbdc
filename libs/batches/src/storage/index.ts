import type { Storage } from '@gateway/database';
import { ActBatchRecord } from './act-batch-record.entity';
import { ActBatch } from './act-batch.entity';
import { CreateActBatch1764000800001 } from './migrations/1764000800001-create-act-batch';

export const batchesStorage: Storage = {
  entities: [ActBatch, ActBatchRecord],
  migrations: [CreateActBatch1764000800001],
};
