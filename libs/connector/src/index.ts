export { CertificateIntake } from './certificates/certificate-intake';
export {
  ConnectionChanged,
  ConnectionNameTaken,
  Connections,
  isUuid,
  type ConnectionChange,
} from './connections';
export { defineConnector, type Connector, type Standing, type Upkeep } from './connector';
export { ConnectorModule, connectorStorage } from './connector.module';
export { PlatformModule, platformStorages, type PlatformOptions } from './platform.module';
export type { Run, Trigger } from './run';
export { RunConfig } from './run.config';
export { Runs, type NewRun, type TakenRun } from './runs';
export { ConnectionRun, type RunState } from './storage/connection-run.entity';
export { Connection } from './storage/connection.entity';
