import { batchesStorage } from '@gateway/batches';
import { platformStorages } from '@gateway/connector';
import type { Storage } from '@gateway/database';
import { httpStorage } from '@gateway/http';
import { identityStorage } from '@gateway/identity';
import { connectors } from './connectors';

/** The tables beyond those of the platform: of the edges and of every connector. */
export const ownStorages: readonly Storage[] = [
  httpStorage,
  identityStorage,
  batchesStorage,
  ...connectors.map(({ storage }) => storage),
];

/** Every table there is. */
export const storages: readonly Storage[] = [...platformStorages, ...ownStorages];
