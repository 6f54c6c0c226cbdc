import type { Storage } from '@gateway/database';
import { Decision } from './decision.entity';
import { CreateSynchronisation1764002500001 } from './migrations/1764002500001-create-synchronisation';
import { StoredPlanItem } from './plan-item.entity';
import { Synchronisation } from './synchronisation.entity';

export const synchronisationStorage: Storage = {
  entities: [Decision, StoredPlanItem, Synchronisation],
  migrations: [CreateSynchronisation1764002500001],
};
