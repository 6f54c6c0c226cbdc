import { BatchesModule } from '@gateway/batches';
import { PlatformModule } from '@gateway/connector';
import { DatabaseCheck, HealthModule, HttpModule } from '@gateway/http';
import { IdentityModule, PeopleModule } from '@gateway/identity';
import { OverviewModule } from '@gateway/overview';
import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Writable } from 'node:stream';
import { connectors } from './connectors';
import { Drain } from './drain';
import { loggerOptions } from './logger-options';
import { MaintenanceModule } from './maintenance.module';
import { MetricsModule } from './metrics.module';
import { JobsCheck, MigrationsCheck } from './readiness';
import { RecordActsModule } from './record-acts.module';
import type { GatewaySettings } from './settings';
import { RepeatErasuresModule } from './repeat-erasures.module';
import { TwoPersonActsModule } from './two-person-acts.module';
import { ownStorages } from './storages';

/** The whole gateway. Wires, decides nothing. */
@Module({})
export class GatewayModule {
  static with(settings: GatewaySettings, log?: Writable): DynamicModule {
    const { server, jobs, database, vault, egress, runs } = settings;
    return {
      module: GatewayModule,
      providers: [Drain],
      imports: [
        LoggerModule.forRoot(loggerOptions(server, log)),
        PlatformModule.with({
          databaseUrl: settings.databaseUrl,
          poolSize: database.DATABASE_POOL_SIZE,
          works: jobs.ROLE !== 'api',
          storages: ownStorages,
          vault,
          egress,
          runs,
        }),
        HttpModule,
        IdentityModule,
        TwoPersonActsModule,
        PeopleModule.with(settings.signIn),
        OverviewModule.with(connectors),
        RecordActsModule,
        BatchesModule,
        HealthModule.checking(DatabaseCheck, MigrationsCheck, JobsCheck),
        MetricsModule,
        RepeatErasuresModule,
        MaintenanceModule,
        ...connectors.map(({ module }) => module),
      ],
    };
  }
}
