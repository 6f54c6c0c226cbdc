import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from './data-source-options';
import { Database } from './database';
import type { Storage } from './storage';

export interface DatabaseModuleOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly storages: readonly Storage[];
}

/** One pool of connections under the application's role, for everybody. */
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly source: DataSource) {}

  static with({ url, poolSize, storages }: DatabaseModuleOptions): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: DataSource,
          useFactory: () => new DataSource(dataSourceOptions({ url, poolSize }, storages)).initialize(),
        },
        Database,
      ],
      exports: [Database, DataSource],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}
