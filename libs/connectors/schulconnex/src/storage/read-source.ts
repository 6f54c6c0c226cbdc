import type { Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import type { Payloads } from '@gateway/vault';
import type { LocalGroup } from '../domain/group';
import type { LocalPerson } from '../domain/person';
import type { SourceSnapshot } from './snapshot.entity';
import { sealContext, type SourceTable } from './source-records';
import type { Whose } from './whose';

/** The school as it is now, in batches; one list at a time. */
export interface Source {
  readonly snapshot: SnapshotInUse;
  readonly people: AsyncIterable<readonly LocalPerson[]>;
  readonly groups: AsyncIterable<readonly LocalGroup[]>;
}

export type SnapshotInUse = Pick<SourceSnapshot, 'id' | 'version' | 'people' | 'groups'>;

/** The school has never handed anything over. */
class SourceMissing extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SOURCE_MISSING';

  constructor(connection: string) {
    super('The school has not handed over its people and groups yet; upload a snapshot', { connection });
  }
}

const BATCH = 2_000;

/**
 * Opens everything the school has, as of one moment: uploads and changes wait until both lists stand, and
 * are not seen from then on. Valid until the transaction ends; keep that to reading.
 *
 * @throws {SourceMissing} before the first complete snapshot
 */
export async function openSource(tx: Tx, payloads: Payloads, whose: Whose): Promise<Source> {
  const snapshot = await currentSnapshot(tx, whose, 'for share');
  await tx.query(cursorOver('schulconnex_person', whose, snapshot));
  await tx.query(cursorOver('schulconnex_group', whose, snapshot));
  return {
    snapshot,
    people: batches<LocalPerson>(tx, payloads, whose, 'schulconnex_person'),
    groups: batches<LocalGroup>(tx, payloads, whose, 'schulconnex_group'),
  };
}

/** @throws {SourceMissing} */
export async function currentSnapshot(
  tx: Tx,
  { tenant, connection }: Whose,
  lock: 'for share' | 'for update' | '' = '',
): Promise<SnapshotInUse> {
  const [row] = await tx.query<SnapshotInUse[]>(
    `select id, version, people, groups from schulconnex_snapshot
     where tenant_id = $1 and connection_id = $2 and state = 'complete' ${lock}`,
    [tenant, connection],
  );
  if (!row) throw new SourceMissing(connection);
  return row;
}

/** Ids are the database's own, so they can stand in a statement that takes no parameters. */
const cursorOver = (table: SourceTable, { tenant, connection }: Whose, { id }: SnapshotInUse): string =>
  `declare ${table}_cursor no scroll cursor for select key, content from ${table}
   where tenant_id = '${asUuid(tenant)}' and connection_id = '${asUuid(connection)}' and snapshot_id = '${asUuid(id)}'`;

const asUuid = (id: string): string => {
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new Error('Not the id of a row');
  return id;
};

async function* batches<T>(
  tx: Tx,
  payloads: Payloads,
  whose: Whose,
  table: SourceTable,
): AsyncGenerator<readonly T[]> {
  for (;;) {
    const rows = await tx.query<{ key: string; content: Buffer }[]>(`fetch ${BATCH} from ${table}_cursor`);
    if (rows.length === 0) return;
    yield await openAll<T>(tx, payloads, whose, table, rows);
  }
}

/** The records in these rows. */
export async function openAll<T>(
  tx: Tx,
  payloads: Payloads,
  whose: Whose,
  table: SourceTable,
  rows: readonly { readonly key: string; readonly content: Buffer }[],
): Promise<readonly T[]> {
  const opened = await payloads.openForTenant(
    tx,
    whose.tenant,
    rows.map(({ key, content }) => ({ context: sealContext(table, whose, key), sealed: content })),
  );
  return opened.map((plain) => JSON.parse(plain.toString('utf8')) as T);
}
