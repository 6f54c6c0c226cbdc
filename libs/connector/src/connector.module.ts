import type { Storage } from '@gateway/database';
import { Global, Module } from '@nestjs/common';
import { CertificateIntake } from './certificates/certificate-intake';
import { Connections } from './connections';
import { Runs } from './runs';
import { CertificateTry } from './storage/certificate-try.entity';
import { ConnectionRun } from './storage/connection-run.entity';
import { Connection } from './storage/connection.entity';
import { CreateConnection1764000700001 } from './storage/migrations/1764000700001-create-connection';
import { CreateCertificateTry1764000700002 } from './storage/migrations/1764000700002-create-certificate-try';

export const connectorStorage: Storage = {
  entities: [Connection, ConnectionRun, CertificateTry],
  migrations: [CreateConnection1764000700001, CreateCertificateTry1764000700002],
};

@Global()
@Module({
  providers: [CertificateIntake, Connections, Runs],
  exports: [CertificateIntake, Connections, Runs],
})
export class ConnectorModule {}
