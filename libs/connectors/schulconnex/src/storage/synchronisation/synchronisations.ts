import type { Actor } from '@gateway/audit';
import { isUuid } from '@gateway/connector';
import { isUniqueViolation, newId, type Tx } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { LessThan } from 'typeorm';
import { isOver, isWaiting, type SyncState } from '../../domain/steps';
import type { Whose } from '../whose';
import type { OfRun } from './plan-items';
import { Synchronisation, type StoredSelection } from './synchronisation.entity';

/** R13: one at a time. */
class SynchronisationRunning extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SYNCHRONISATION_RUNNING';

  constructor(connection: string) {
    super('A synchronisation of this connection is under way; finish or cancel it first', { connection });
  }
}

/** The state does not allow this, or somebody else has moved the run on meanwhile. */
export class SynchronisationMoved extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SYNCHRONISATION_MOVED';

  constructor(id: string, state: SyncState) {
    super(`The synchronisation is at "${state}" and does not take this now`, { id, state });
  }
}

export interface NewSynchronisation {
  readonly dryRun: boolean;
  readonly unattended: boolean;
  readonly schoolYear: boolean;
  /** Absent: somebody chooses in step 2. */
  readonly selection?: StoredSelection;
  readonly actor: Actor;
}

/** @throws {SynchronisationRunning} */
export async function createSynchronisation(
  tx: Tx,
  { tenant, connection }: Whose,
  { selection, ...mode }: NewSynchronisation,
): Promise<string> {
  const id = newId();
  const state: SyncState = selection ? 'reading-people' : 'choosing';
  await tx
    .insert(Synchronisation, {
      ...mode,
      tenantId: tenant,
      connectionId: connection,
      id,
      state,
      selection: selection ?? {},
    })
    .catch((error: unknown) => {
      throw isUniqueViolation(error, 'schulconnex_synchronisation_active_key')
        ? new SynchronisationRunning(connection)
        : error;
    });
  return id;
}

/** @throws {NotFound} for one this connection does not have */
export async function getSynchronisation(
  tx: Tx,
  connection: string,
  id: string,
  { locked = false } = {},
): Promise<Synchronisation> {
  const found = isUuid(id)
    ? await tx.findOne(Synchronisation, {
        where: { connectionId: connection, id },
        ...(locked && { lock: { mode: 'pessimistic_write' } }),
      })
    : null;
  if (!found) throw new NotFound('synchronisation', id);
  return found;
}

/** Newest first. */
export const listSynchronisations = (
  tx: Tx,
  connection: string,
  { limit, before }: { readonly limit: number; readonly before?: string },
): Promise<Synchronisation[]> =>
  tx.find(Synchronisation, {
    where: { connectionId: connection, ...(before !== undefined && { id: LessThan(before) }) },
    order: { id: 'desc' },
    take: limit,
  });

const WORKING = `ended_at is null and state not in ('choosing', 'deciding-people', 'deciding-groups')`;

/** Whoever gets it is alone with it until the lease is over; `undefined` if there is nothing to do, or somebody is at it. */
export async function takeSynchronisation(
  tx: Tx,
  { tenant, connection }: Whose,
  leaseSeconds: number,
): Promise<Synchronisation | undefined> {
  const holder = newId();
  const [rows] = await tx.query<[{ id: string }[], number]>(
    `update schulconnex_synchronisation
     set holder = $3, lease_until = now() + make_interval(secs => $4)
     where tenant_id = $1 and connection_id = $2 and ${WORKING} and (lease_until is null or lease_until < now())
     returning id`,
    [tenant, connection, holder, leaseSeconds],
  );
  const id = rows[0]?.id;
  return id === undefined ? undefined : getSynchronisation(tx, connection, id);
}

/** Connections with a run nobody is at. */
export async function abandonedSynchronisations(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ connection: string }[]>(
    `select connection_id as connection from schulconnex_synchronisation
     where tenant_id = current_tenant() and ${WORKING} and (lease_until is null or lease_until < now())`,
  );
  return rows.map(({ connection }) => connection);
}

/** False when somebody took the run over, or it was cancelled. */
export async function keepLease(
  tx: Tx,
  { tenant, connection, synchronisation }: OfRun,
  holder: string,
  leaseSeconds: number,
  counts: Readonly<Record<string, number>>,
): Promise<boolean> {
  const [rows] = await tx.query<[unknown[], number]>(
    `update schulconnex_synchronisation
     set lease_until = now() + make_interval(secs => $5), counts = counts || $6::jsonb
     where tenant_id = $1 and connection_id = $2 and id = $3 and holder = $4 and ended_at is null returning id`,
    [tenant, connection, synchronisation, holder, leaseSeconds, JSON.stringify(counts)],
  );
  return rows.length === 1;
}

/** Lets go of a run that is not over, for whoever comes next. */
export async function releaseSynchronisation(
  tx: Tx,
  { tenant, connection, synchronisation }: OfRun,
  holder: string | null,
): Promise<void> {
  await tx.query(
    `update schulconnex_synchronisation set lease_until = null
     where tenant_id = $1 and connection_id = $2 and id = $3 and holder = $4`,
    [tenant, connection, synchronisation, holder],
  );
}

export type SyncChange = Partial<
  Pick<Synchronisation, 'plan' | 'warnings' | 'facts' | 'counts' | 'report' | 'code' | 'selection'>
>;

/**
 * Moves a run on from a state it is known to be in. Whoever works on it names the lease; people need none,
 * because nobody works while they are asked. A run that waits or is over is nobody's.
 *
 * @throws {SynchronisationMoved}
 */
export async function moveOn(
  tx: Tx,
  sync: Synchronisation,
  to: SyncState,
  change: SyncChange = {},
): Promise<Synchronisation> {
  const free = isWaiting(to) || isOver(to);
  const { affected } = await tx.update(
    Synchronisation,
    {
      connectionId: sync.connectionId,
      id: sync.id,
      state: sync.state,
      ...(sync.holder !== null && { holder: sync.holder }),
    },
    {
      ...change,
      state: to,
      ...(free && { holder: null, leaseUntil: null }),
      ...(isOver(to) && { endedAt: () => 'now()' }),
    },
  );
  if (affected !== 1) throw new SynchronisationMoved(sync.id, sync.state);
  return getSynchronisation(tx, sync.connectionId, sync.id);
}
