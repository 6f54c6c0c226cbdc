import type { Actor } from '@gateway/audit';
import { Connections, RunConfig } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { GatewayError, StorageUnavailable } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { isOver, isWaiting, resumedAt } from '../../domain/steps';
import type { Whose } from '../../storage/whose';
import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import {
  getSynchronisation,
  keepLease,
  moveOn,
  releaseSynchronisation,
  SynchronisationMoved,
  takeSynchronisation,
} from '../../storage/synchronisation/synchronisations';
import { schulconnexConnection, settingsOf, type Context } from '../context';
import { Services } from '../services';
import { RunLost } from './failures';
import { TakeStep } from './take-step';
import { Work } from './work';

interface Taken {
  readonly sync: Synchronisation;
  readonly context: Context;
}

/**
 * Brings the synchronisation of a connection on, step by step, until it waits for people or is over. Taken up
 * where it stood after any stop: what a step has done is stored before the next one begins (R09).
 */
@Injectable()
export class CarryOut {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly services: Services,
    private readonly takeStep: TakeStep,
    private readonly lease: RunConfig,
  ) {}

  /** Does nothing where nothing is to be done, or somebody is at it. */
  async run(whose: Whose, signal: AbortSignal): Promise<void> {
    const taken = await this.database.tenant(whose.tenant, (tx) => this.take(tx, whose));
    if (!taken) return;
    const lost = new AbortController();
    const beating = setInterval(
      () => void this.beat(taken.sync, whose, lost),
      (1_000 * this.lease.RUN_LEASE_SECONDS) / 3,
    );
    try {
      await this.goOn(taken, AbortSignal.any([signal, lost.signal]));
    } finally {
      clearInterval(beating);
    }
  }

  private async take(tx: Tx, whose: Whose): Promise<Taken | undefined> {
    const sync = await takeSynchronisation(tx, whose, this.lease.RUN_LEASE_SECONDS);
    if (!sync) return undefined;
    const connection = await schulconnexConnection(this.connections, tx, whose.connection);
    const context = {
      ...{ tenant: whose.tenant, connection: whose.connection, settings: settingsOf(connection) },
      ...{ actor: sync.actor as Actor, run: sync.id },
    };
    const again = resumedAt(sync.state);
    return { context, sync: again === sync.state ? sync : await moveOn(tx, sync, again) };
  }

  private async beat({ id, holder }: Synchronisation, whose: Whose, lost: AbortController): Promise<void> {
    const run = { ...whose, synchronisation: id };
    const kept = await this.database
      .tenant(whose.tenant, (tx) => keepLease(tx, run, holder ?? '', this.lease.RUN_LEASE_SECONDS, {}))
      .catch(() => true);
    if (!kept) lost.abort();
  }

  private async goOn({ sync: first, context }: Taken, signal: AbortSignal): Promise<void> {
    try {
      let work = new Work(context, await this.services.client(context), first, signal);
      while (!isWaiting(work.sync.state) && !isOver(work.sync.state)) {
        if (signal.aborted) {
          await this.leave(work.sync, context);
          return;
        }
        work = work.at(await this.takeStep.run(work));
      }
    } catch (error) {
      await this.stop(first, context, signal, error);
    }
  }

  /** The process ends; whoever comes next finds everything as it stands. */
  private async leave({ id, holder }: Synchronisation, { tenant, connection }: Context): Promise<void> {
    await this.database.tenant(tenant, (tx) =>
      releaseSynchronisation(tx, { tenant, connection, synchronisation: id }, holder),
    );
  }

  private async stop(
    { id }: Synchronisation,
    context: Context,
    signal: AbortSignal,
    error: unknown,
  ): Promise<void> {
    if (error instanceof RunLost || error instanceof SynchronisationMoved) return;
    if (error instanceof StorageUnavailable) throw error;
    const { tenant, connection } = context;
    const now = await this.database.tenant(tenant, (tx) => getSynchronisation(tx, connection, id));
    if (signal.aborted) {
      await this.leave(now, context);
      return;
    }
    await this.takeStep.fail(now, context, error instanceof GatewayError ? error.code : 'INTERNAL');
    if (!(error instanceof GatewayError)) throw error;
  }
}
