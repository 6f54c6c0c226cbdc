import type { Storage } from '@gateway/database';
import { CreateKitaPlaner1764001000001 } from './migrations/1764001000001-create-kita-planer';
import { Series } from './series.entity';
import { Source } from './source.entity';
import { Task } from './task.entity';

export const storage: Storage = {
  entities: [Series, Source, Task],
  migrations: [CreateKitaPlaner1764001000001],
};
