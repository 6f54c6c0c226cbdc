import { Module } from '@nestjs/common';
import { BatchWork } from './batch-work';
import { Batches } from './batches';
import { BatchesController } from './http/batches.controller';

/** Acts on many records. Needs the platform, `IdentityModule` and what `RECORD_ACTS` names. */
@Module({ controllers: [BatchesController], providers: [Batches, BatchWork] })
export class BatchesModule {}
