import { AuditModule, auditStorage, SecretAccessRecorder } from '@gateway/audit';
import { DatabaseModule, type Storage } from '@gateway/database';
import { DeliveryModule, deliveryStorage } from '@gateway/delivery';
import { EgressConfig, EgressModule } from '@gateway/egress';
import { JobsModule, jobsStorage } from '@gateway/jobs';
import { ProtocolLogModule, protocolLogStorage } from '@gateway/protocol-log';
import { RetryModule } from '@gateway/retry';
import { ACCESS_RECORDER, VaultConfig, VaultModule, vaultStorage } from '@gateway/vault';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { ConnectorModule, connectorStorage } from './connector.module';
import { RunConfig } from './run.config';

/** What a process needs to know to be part of the gateway. */
export interface PlatformOptions {
  readonly databaseUrl: string;
  readonly poolSize: number;
  /** Whether this process works off jobs. */
  readonly works: boolean;
  /** Tables beyond those every connector stands on. */
  readonly storages: readonly Storage[];
  readonly vault: VaultConfig;
  readonly egress: EgressConfig;
  readonly runs?: RunConfig;
}

/** The tables every connector stands on. */
export const platformStorages: readonly Storage[] = [
  auditStorage,
  vaultStorage,
  jobsStorage,
  deliveryStorage,
  protocolLogStorage,
  connectorStorage,
];

const shared = [
  AuditModule,
  DeliveryModule,
  EgressModule,
  RetryModule,
  ProtocolLogModule,
  VaultModule,
  ConnectorModule,
];

/** Everything a connector may use, ready to be injected anywhere. */
@Global()
@Module({
  imports: shared,
  providers: [{ provide: ACCESS_RECORDER, useExisting: SecretAccessRecorder }],
  exports: [...shared, ACCESS_RECORDER],
})
export class PlatformModule {
  static with({
    databaseUrl,
    poolSize,
    works,
    storages,
    vault,
    egress,
    runs,
  }: PlatformOptions): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        SettingsModule.with(vault, egress, runs ?? new RunConfig()),
        DatabaseModule.with({ url: databaseUrl, poolSize, storages: [...platformStorages, ...storages] }),
        JobsModule.with({ url: databaseUrl, works }),
      ],
    };
  }
}

@Module({})
class SettingsModule {
  static with(vault: VaultConfig, egress: EgressConfig, runs: RunConfig): DynamicModule {
    return {
      module: SettingsModule,
      global: true,
      providers: [
        { provide: VaultConfig, useValue: vault },
        { provide: EgressConfig, useValue: egress },
        { provide: RunConfig, useValue: runs },
      ],
      exports: [VaultConfig, EgressConfig, RunConfig],
    };
  }
}
