import { RunConfig } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { RemoteGroup } from '../../domain/group';
import type { RemotePerson } from '../../domain/person';
import { thresholdsOn, schoolYearChange, type Warning } from '../../domain/plan/guards';
import type { PartPlan, PlanBasis } from '../../domain/plan/people-part';
import { nextState, type Part, type SyncState } from '../../domain/steps';
import { openSource } from '../../storage/read-source';
import { linksOf } from '../../storage/record-links';
import { answersOf } from '../../storage/synchronisation/decisions';
import { planRows, storePlan } from '../../storage/synchronisation/plan-items';
import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import { keepLease, moveOn } from '../../storage/synchronisation/synchronisations';
import { leadershipOf } from '../context';
import { RunLost } from './failures';
import { lastSourceCounts } from './last-counts';
import { PlanThread } from './plan-thread';
import type { GroupsBasis } from './plan-worker';
import type { Work } from './work';

/** Steps 3 and 4, 7 and 8: fetches what the service has, matches it with the school's, and stores the plan. */
@Injectable()
export class MakePlan {
  constructor(
    private readonly database: Database,
    private readonly payloads: Payloads,
    private readonly lease: RunConfig,
  ) {}

  /** @throws as `SchulconnexClient.people` @throws {SourceMissing} */
  async people(work: Work): Promise<Synchronisation> {
    const organisation = work.sync.facts.organisation ?? (await work.client.organisation(work.signal)).id;
    const remotes = await work.client.people(work.signal);
    work.counts.peopleListed = remotes.length;
    const matching = await this.matching(work, { organisation });
    return this.inThread(async (thread) => {
      await thread.hand('remotePeople', remotes.map(withoutOriginals));
      const sourcePeople = await this.hand(matching, thread, 'people');
      const basis = await this.database.tenant(work.context.tenant, async (tx) => ({
        ...(await this.basis(tx, matching, organisation, 'people')),
        links: [...(await linksOf(tx, work.run, 'person')).all()],
        contextLinks: [...(await linksOf(tx, work.run, 'context')).all()],
      }));
      return this.store(matching, 'people', await thread.plan({ part: 'people', basis }), { sourcePeople });
    });
  }

  /** @throws as `SchulconnexClient.groups` @throws {SourceMissing} */
  async groups(work: Work): Promise<Synchronisation> {
    const remotes = await work.client.groups(work.signal);
    work.counts.groupsListed = remotes.length;
    const matching = await this.matching(work, {});
    return this.inThread(async (thread) => {
      await thread.hand('remoteGroups', remotes.map(withoutOriginal));
      const sourceGroups = await this.hand(matching, thread, 'groups');
      const basis = await this.groupBasis(matching);
      return this.store(matching, 'groups', await thread.plan({ part: 'groups', basis }), { sourceGroups });
    });
  }

  private async inThread<T>(work: (thread: PlanThread) => Promise<T>): Promise<T> {
    const thread = await PlanThread.start();
    try {
      return await work(thread);
    } finally {
      await thread.end();
    }
  }

  /** What the school has, batch by batch; answers how many records the part is about. */
  private hand({ context, run }: Work, thread: PlanThread, part: Part): Promise<number> {
    return this.database.tenant(context.tenant, async (tx) => {
      const source = await openSource(tx, this.payloads, run);
      if (part === 'people') {
        for await (const batch of source.people) await thread.hand('people', [...batch]);
      }
      for await (const batch of source.groups) await thread.hand('groups', [...batch]);
      return source.snapshot[part];
    });
  }

  private groupBasis(work: Work): Promise<GroupsBasis> {
    return this.database.tenant(work.context.tenant, async (tx) => {
      const contexts = await linksOf(tx, work.run, 'context');
      const contextIds = new Map([...contexts.all()].map(({ key, remoteId }) => [key, remoteId]));
      // A run that only plans has matched contexts without linking them.
      for (const { key, remoteId } of await planRows(tx, work.run, { part: 'people', resource: 'context' })) {
        if (key !== null && remoteId !== null) contextIds.set(key, remoteId);
      }
      return {
        ...(await this.basis(tx, work, work.sync.facts.organisation ?? '', 'groups')),
        contextIds,
        links: [...(await linksOf(tx, work.run, 'group')).all()],
        membershipLinks: [...(await linksOf(tx, work.run, 'membership')).all()],
        continuation: { ...work.context.settings.continuation },
      };
    });
  }

  /** Step 4 or 8 begins. @throws {RunLost} */
  private async matching(work: Work, facts: Synchronisation['facts']): Promise<Work> {
    return this.database.tenant(work.context.tenant, async (tx) => {
      const { run, sync, counts } = work;
      if (!(await keepLease(tx, run, sync.holder ?? '', this.lease.RUN_LEASE_SECONDS, counts)))
        throw new RunLost(sync.id);
      const to = nextState(sync.state, 'finished', work) ?? sync.state;
      return work.at(await moveOn(tx, sync, to, { facts: { ...sync.facts, ...facts } }));
    });
  }

  private async basis(tx: Tx, work: Work, organisation: string, part: Part): Promise<PlanBasis> {
    const { settings } = work.context;
    const today = new Date().toISOString().slice(0, 10);
    const { sync } = work;
    return {
      organisation,
      today,
      schoolYear: sync.schoolYear || thresholdsOn(today, settings.schoolYearChange) === schoolYearChange,
      selection: sync.selection,
      answers: await answersOf(tx, work.run),
      sourceBefore: (await lastSourceCounts(tx, work.run))[part],
      settings: {
        prefix: settings.namespace,
        strategy: settings.keyStrategy,
        trustLikenessOverReferrer: settings.trustLikenessOverReferrer,
        holdDuplicates: settings.holdDuplicates,
        suggestLessonsOfKnownGroups: settings.suggestLessonsOfKnownGroups,
        trustLevel: settings.trustLevel,
        personLeadership: leadershipOf(settings, 'person'),
        contextLeadership: leadershipOf(settings, 'context'),
        groupLeadership: leadershipOf(settings, 'group'),
        membershipLeadership: leadershipOf(settings, 'membership'),
      },
    };
  }

  private async store(
    work: Work,
    part: Part,
    { items, warnings }: PartPlan,
    facts: Synchronisation['facts'],
  ): Promise<Synchronisation> {
    const { sync, run, counts } = work;
    return this.database.tenant(work.context.tenant, async (tx) => {
      await storePlan(tx, this.payloads, run, part, items);
      const change = {
        ...{ warnings, plan: sync.plan + 1 },
        facts: { ...sync.facts, ...facts, amountsConfirmed: [] },
        counts: { ...sync.counts, ...counts, [`${part}Planned`]: items.length },
      };
      const [fatal] = warnings.filter(({ demands }) => demands === 'stop');
      if (fatal) return moveOn(tx, sync, 'failed', { ...change, code: fatal.code });
      const asks = (await planRows(tx, run, { part, questions: true, limit: 1 })).length > 0;
      return moveOn(tx, sync, afterPlanning(work, { asks, items, warnings }), change);
    });
  }
}

interface Planned extends PartPlan {
  /** Somebody has something to answer. */
  readonly asks: boolean;
}

/** A plan that asks nothing and warns of nothing goes on by itself if it was allowed to, or has nothing to write. */
function afterPlanning(work: Work, { asks, items, warnings }: Planned): SyncState {
  const { sync } = work;
  const deciding = nextState(sync.state, 'finished', work) ?? sync.state;
  if (work.planOnly || asks || mustBeConfirmed(warnings)) return deciding;
  const writes = items.some(({ standing }) => standing === 'ready');
  if (writes && !sync.unattended) return deciding;
  return nextState(deciding, 'confirmed', work) ?? deciding;
}

const mustBeConfirmed = (warnings: readonly Warning[]): boolean => warnings.length > 0;

/** What a PUT is built from is read anew before it is written; a plan does without. */
const withoutOriginals = (person: RemotePerson): RemotePerson => ({
  ...person,
  original: {},
  contexts: person.contexts.map((context) => ({ ...context, original: {} })),
});

const withoutOriginal = (group: RemoteGroup): RemoteGroup => ({
  ...group,
  original: {},
  memberships: group.memberships.map((membership) => ({ ...membership, original: {} })),
});
