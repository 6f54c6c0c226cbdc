import { auditEvent, AuditTrail } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { isOver, nextState, partOf, type SyncEvent } from '../../domain/steps';
import { NotOffered } from '../../protocol/errors';
import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import {
  moveOn,
  SynchronisationMoved,
  type SyncChange,
} from '../../storage/synchronisation/synchronisations';
import type { Context } from '../context';
import { MakePlan } from './make-plan';
import { MakeReport } from './make-report';
import { OfferImports } from './offer-imports';
import type { Halt } from './step-outcome';
import type { Work } from './work';
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

/** One of the eleven steps, from the state it begins in to the one it ends in. */
@Injectable()
export class TakeStep {
  constructor(
    private readonly database: Database,
    private readonly makePlan: MakePlan,
    private readonly writePlan: WritePlan,
    private readonly offerImports: OfferImports,
    private readonly makeReport: MakeReport,
    private readonly audit: AuditTrail,
  ) {}

  /** Answers the run in its next state, or in the same one if it was interrupted. */
  async run(work: Work): Promise<Synchronisation> {
    const { state } = work.sync;
    if (state === 'reading-people') return this.makePlan.people(work);
    if (state === 'reading-groups') return this.readGroups(work);
    if (state === 'writing-people' || state === 'writing-groups') return this.write(work);
    if (state === 'importing-people' || state === 'importing-groups') {
      await this.offerImports.run(work, partOf(state));
      return this.move(work, 'finished');
    }
    if (state !== 'reporting') throw new SynchronisationMoved(work.sync.id, state);
    return this.move(work, 'finished', { report: await this.makeReport.run(work) });
  }

  /** Ends the run for this reason, with a report of what had been done. */
  async fail(sync: Synchronisation, context: Context, code: string): Promise<void> {
    const { tenant, connection } = context;
    const run = { tenant, connection, synchronisation: sync.id };
    const report = await this.makeReport.run({ context, run });
    await this.database.tenant(tenant, async (tx) => {
      await this.recordEnd(tx, await moveOn(tx, sync, 'failed', { code, report }), context);
    });
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

  private async write(work: Work): Promise<Synchronisation> {
    const { halt } = await this.writePlan.run(work, partOf(work.sync.state));
    if (work.signal.aborted) return work.sync;
    if (halt && halt !== 'read-only') {
      await this.fail(work.sync, work.context, HALTED[halt]);
      return { ...work.sync, state: 'failed' };
    }
    return this.move(work, 'finished', { facts: { ...work.sync.facts, ...(halt && { readOnly: true }) } });
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
