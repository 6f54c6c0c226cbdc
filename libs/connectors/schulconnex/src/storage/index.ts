import type { Storage } from '@gateway/database';
import { SourceImport } from './import.entity';
import { RecordDifference, RecordLink } from './link.entity';
import { CreateSchulconnexSource1764002000001 } from './migrations/1764002000001-create-schulconnex-source';
import { SourceSnapshot } from './snapshot.entity';
import { SourceGroup, SourcePerson } from './source-records.entity';

export const storage: Storage = {
  entities: [RecordDifference, RecordLink, SourceGroup, SourceImport, SourcePerson, SourceSnapshot],
  migrations: [CreateSchulconnexSource1764002000001],
};
