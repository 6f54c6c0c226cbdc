import type { Storage } from '@gateway/database';
import { Global, Module } from '@nestjs/common';
import { Connections } from './connections';
import { Runs } from './runs';
import { ConnectionRun } from './storage/connection-run.entity';
import { Connection } from './storage/connection.entity';
import { CreateConnection1764000700001 } from './storage/migrations/1764000700001-create-connection';

export const connectorStorage: Storage = {
  entities: [Connection, ConnectionRun],
  migrations: [CreateConnection1764000700001],
};

@Global()
@Module({ providers: [Connections, Runs], exports: [Connections, Runs] })
export class ConnectorModule {}
