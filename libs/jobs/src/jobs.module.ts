import type { Storage } from '@gateway/database';
import { Module, type DynamicModule } from '@nestjs/common';
import { Jobs, JOBS_OPTIONS, type JobsOptions } from './jobs';
import { CreateJobEngine1764000300001 } from './storage/migrations/1764000300001-create-job-engine';

export const jobsStorage: Storage = { entities: [], migrations: [CreateJobEngine1764000300001] };

@Module({})
export class JobsModule {
  static with(options: JobsOptions): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      providers: [{ provide: JOBS_OPTIONS, useValue: options }, Jobs],
      exports: [Jobs],
    };
  }
}
