import type { Storage } from '@gateway/database';
import { SourceImport } from './import.entity';
import { RecordLink } from './link.entity';
import { CreateSchulconnexSource1764002000001 } from './migrations/1764002000001-create-schulconnex-source';
import { SourceSnapshot } from './snapshot.entity';
import { SourceGroup, SourcePerson } from './source-records.entity';
import { synchronisationStorage } from './synchronisation';

export const storage: Storage = {
  entities: [
    RecordLink,
    SourceGroup,
    SourceImport,
    SourcePerson,
    SourceSnapshot,
    ...synchronisationStorage.entities,
  ],
  migrations: [CreateSchulconnexSource1764002000001, ...synchronisationStorage.migrations],
};
