import type { Storage } from '@gateway/database';
import { CreateOso1764003000001 } from './migrations/1764003000001-create-oso';
import { Notice } from './notice.entity';

export const storage: Storage = { entities: [Notice], migrations: [CreateOso1764003000001] };
