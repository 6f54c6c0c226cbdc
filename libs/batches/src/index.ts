export { BatchesModule } from './batches.module';
export { BatchWork } from './batch-work';
export { RECORD_ACTS, type Act, type RecordActs } from './record-acts';
export { batchesStorage } from './storage';
