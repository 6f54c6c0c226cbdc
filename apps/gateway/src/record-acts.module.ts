import { kitaPlaner, RecordBatches } from '@connectors/kita-planer';
import { RECORD_ACTS, type RecordActs } from '@gateway/batches';
import { Global, Module } from '@nestjs/common';

/** The interfaces whose records people act on many at a time. */
@Global()
@Module({
  imports: [kitaPlaner.module],
  providers: [
    {
      provide: RECORD_ACTS,
      inject: [RecordBatches],
      useFactory: (...acts: readonly RecordActs[]): readonly RecordActs[] => acts,
    },
  ],
  exports: [RECORD_ACTS],
})
export class RecordActsModule {}
