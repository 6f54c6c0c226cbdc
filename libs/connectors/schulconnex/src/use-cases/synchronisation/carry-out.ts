import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections, RunConfig } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { GatewayError, StorageUnavailable } from '@gateway/errors';
import { Injectable, Logger } from '@nestjs/common';
import { isOver, isWaiting, nextState, partOf, resumedAt, type SyncEvent } from '../../domain/steps';
import { LoginRefused, NotOffered } from '../../protocol/errors';
import type { Whose } from '../../storage/whose';
import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import {
  keepLease,
  moveOn,
  SynchronisationMoved,
  takeSynchronisation,
  type SyncChange,
} from '../../storage/synchronisation/synchronisations';
import { schulconnexConnection, settingsOf, type Context } from '../context';
import { Services } from '../services';
import { RunLost } from './failures';
import { MakePlan } from './make-plan';
import { MakeReport } from './make-report';
import { OfferImports } from './offer-imports';
import type { Halt } from './step-outcome';
import { Work } from './work';
import { WritePlan } from './write-plan';

const ended = auditEvent('schulconnex/synchronisation-ended', {
  log: 'record',
  object: 'synchronisation',
  requires: ['outcome'],
});

/** What the run is ended with when the service lets us write no more at all. */
const HALTED: Readonly<Record<Exclude<Halt, 'read-only'>, string>> = {
  'not-authorised': 'SCHULCONNEX_NOT_AUTHORISED',
  misconfigured: 'SCHULCONNEX_MISCONFIGURED',
};

/**
 * Brings the synchronisation of a connection on, step by step, until it waits for people or is over. Taken up
 * where it stood after any stop: what a step has done is stored before the next one begins (R09).
 */
@Injectable()
export class CarryOut {
  private readonly logger = new Logger(CarryOut.name);

  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly services: Services,
    private readonly makePlan: MakePlan,
    private readonly writePlan: WritePlan,
    private readonly offerImports: OfferImports,
    private readonly makeReport: MakeReport,
    private readonly audit: AuditTrail,
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

  private async take(tx: Tx, whose: Whose): Promise<{ sync: Synchronisation; context: Context } | undefined> {
    const sync = await takeSynchronisation(tx, whose, this.lease.RUN_LEASE_SECONDS);
    if (!sync) return undefined;
    const connection = await schulconnexConnection(this.connections, tx, whose.connection);
    const context = { ...whose, settings: settingsOf(connection), actor: sync.actor as Actor, run: sync.id };
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

  private async goOn(
    { sync: first, context }: { sync: Synchronisation; context: Context },
    signal: AbortSignal,
  ): Promise<void> {
    let sync = first;
    try {
      let work = new Work(context, await this.services.client(context), sync, signal);
      while (!isWaiting(sync.state) && !isOver(sync.state)) {
        if (signal.aborted) return await this.leave(sync, context);
        sync = await this.step(work);
        work = work.at(sync);
      }
    } catch (error) {
      await this.stop(sync, context, signal, error);
    }
  }

  private async step(work: Work): Promise<Synchronisation> {
    const part = partOf(work.sync.state);
    switch (work.sync.state) {
      case 'reading-people':
        return this.makePlan.people(work);
      case 'reading-groups':
        return this.readGroups(work);
      case 'writing-people':
      case 'writing-groups': {
        const { halt } = await this.writePlan.run(work, part);
        if (work.signal.aborted) return work.sync;
        if (halt && halt !== 'read-only') return this.move(work, 'fail', { code: HALTED[halt] });
        const facts = { ...work.sync.facts, ...(halt && { readOnly: true }) };
        return this.move(work, 'finished', { facts });
      }
      case 'importing-people':
      case 'importing-groups':
        await this.offerImports.run(work, part);
        return this.move(work, 'finished');
      case 'reporting':
        return this.move(work, 'finished', { report: await this.makeReport.run(work) });
      default:
        throw new SynchronisationMoved(work.sync.id, work.sync.state);
    }
  }

  /** A service may not offer groups at all: the people's part stands, the groups' is not available (R07). */
  private async readGroups(work: Work): Promise<Synchronisation> {
    try {
      return await this.makePlan.groups(work);
    } catch (error) {
      if (!(error instanceof NotOffered)) throw error;
      return this.move(work, 'groups-not-offered', { facts: { ...work.sync.facts, groupsNotOffered: true } });
    }
  }

  private move(work: Work, event: SyncEvent, change: SyncChange = {}): Promise<Synchronisation> {
    const { sync, context, counts } = work;
    const facts = change.facts ?? sync.facts;
    const planOnly = sync.dryRun || (facts.readOnly ?? false);
    const to = nextState(sync.state, event, { planOnly });
    if (!to) throw new SynchronisationMoved(sync.id, sync.state);
    return this.database.tenant(context.tenant, async (tx) => {
      const moved = await moveOn(tx, sync, to, { ...change, counts: { ...sync.counts, ...counts } });
      if (isOver(to)) await this.recordEnd(tx, moved, context);
      return moved;
    });
  }

  /** The process ends; whoever comes next finds everything as it stands. */
  private async leave(sync: Synchronisation, { tenant, connection }: Context): Promise<void> {
    await this.database.tenant(tenant, (tx) =>
      tx.query(
        `update schulconnex_synchronisation set lease_until = null
         where tenant_id = $1 and connection_id = $2 and id = $3 and holder = $4`,
        [tenant, connection, sync.id, sync.holder],
      ),
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
    const now = await this.database.tenant(tenant, (tx) =>
      tx.findOneByOrFail<Synchronisation>('Synchronisation', { connectionId: connection, id }),
    );
    if (signal.aborted) return this.leave(now, context);
    const code = error instanceof GatewayError ? error.code : 'INTERNAL';
    if (error instanceof LoginRefused) this.logger.warn({ code, connection, ...error.facts });
    await this.database.tenant(tenant, async (tx) => {
      const report = await this.makeReport.run(new Work(context, undefined as never, now, signal));
      const failed = await moveOn(tx, now, 'failed', { code, report });
      await this.recordEnd(tx, failed, context);
    });
    if (!(error instanceof GatewayError)) throw error;
  }

  private async recordEnd(tx: Tx, sync: Synchronisation, { tenant, actor }: Context): Promise<void> {
    const failed = sync.state === 'failed' || sync.report?.outcome === 'failed';
    const code = sync.code ?? sync.report?.outcome;
    await this.audit.record(
      tx,
      ended({
        ...{ tenant, actor, object: sync.id, outcome: failed ? 'failure' : 'success' },
        ...(code !== undefined && { code: code.toUpperCase() }),
      }),
    );
  }
}
