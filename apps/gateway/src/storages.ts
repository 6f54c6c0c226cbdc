import { auditStorage } from '@gateway/audit';
import { connectorStorage } from '@gateway/connector';
import type { Storage } from '@gateway/database';
import { deliveryStorage } from '@gateway/delivery';
import { identityStorage } from '@gateway/identity';
import { jobsStorage } from '@gateway/jobs';
import { protocolLogStorage } from '@gateway/protocol-log';
import { vaultStorage } from '@gateway/vault';
import { connectors } from './connectors';

/** Every table there is, in the order in which they may refer to each other. */
export const storages: readonly Storage[] = [
  auditStorage,
  vaultStorage,
  jobsStorage,
  deliveryStorage,
  protocolLogStorage,
  identityStorage,
  connectorStorage,
  ...connectors.map(({ storage }) => storage),
];
