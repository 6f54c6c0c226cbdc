import type { Storage } from '@gateway/database';
import { Global, Module } from '@nestjs/common';
import { ProtocolLog } from './protocol-log';
import { ProtocolReader } from './protocol-reader';
import { CreateProtocol1764000500001 } from './storage/migrations/1764000500001-create-protocol';
import { ProtocolCall } from './storage/protocol-call.entity';
import { ProtocolEntry } from './storage/protocol-entry.entity';
import { SubjectName } from './storage/subject-name.entity';
import { SubjectNames } from './subject-names';

export const protocolLogStorage: Storage = {
  entities: [ProtocolCall, ProtocolEntry, SubjectName],
  migrations: [CreateProtocol1764000500001],
};

@Global()
@Module({
  providers: [ProtocolLog, ProtocolReader, SubjectNames],
  exports: [ProtocolLog, ProtocolReader, SubjectNames],
})
export class ProtocolLogModule {}
