import { AuditTrail } from '@gateway/audit';
import { RunConfig } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Resource } from '../../domain/plan/attributes';
import { checkLists, ordinary, schoolYearChange } from '../../domain/plan/guards';
import { Namespace } from '../../domain/namespace';
import { inWriteOrder, isSkippedAfter, stageOf } from '../../domain/plan/write-order';
import type { Part } from '../../domain/steps';
import { linksOf, rememberLinks, type NewLink } from '../../storage/record-links';
import {
  itemsFrom,
  noteIntent,
  planRows,
  type NumberedItem,
  type PlanRow,
} from '../../storage/synchronisation/plan-items';
import { keepLease } from '../../storage/synchronisation/synchronisations';
import { ListImplausible, RunLost } from './failures';
import { Settler } from './settler';
import type { ServiceState } from './service-state';
import { skipped, type Halt, type StepOutcome } from './step-outcome';
import type { Work } from './work';
import { WriteSteps } from './write-steps';

/** How many steps are announced at once before they are written. */
const ANNOUNCED = 100;

const LINKED_AT_ONCE = 5_000;

/** What writing a part came to. */
export interface PlanWritten {
  readonly halt?: Halt;
}

/** Steps 5 and 9: writes a confirmed plan, stage by stage, from wherever an earlier attempt stopped. */
@Injectable()
export class WritePlan {
  constructor(
    private readonly database: Database,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
    private readonly lease: RunConfig,
  ) {}

  /**
   * @throws {ListImplausible} if the service suddenly lists too little (C3)
   * @throws {RunLost} if somebody else goes on with this run, or it was cancelled
   */
  async run(work: Work, part: Part): Promise<PlanWritten> {
    await this.rememberPairs(work, part);
    const items = await this.database.tenant(work.context.tenant, async (tx) =>
      itemsFrom(tx, this.payloads, work.run, await planRows(tx, work.run, { part, settled: false })),
    );
    if (items.length === 0) return {};
    const state = part === 'people' ? await work.freshPeople() : await work.freshGroups();
    await this.refuseImplausible(work, part, state);
    const replacedBy = new Map(
      items.flatMap(({ item: { after, operation, remoteId = '' } }) =>
        after !== undefined && operation === 'delete' ? [[after, remoteId] as const] : [],
      ),
    );
    const progress = { ...(await this.progress(work, part)), replacedBy };
    return new Writing(this, work, progress, state).run(items, part);
  }

  settlerFor(work: Work): Settler {
    return new Settler(this.database, this.audit, work.context, work.run);
  }

  /** From now on these steps may have arrived. @throws {RunLost} */
  async announce(work: Work, numbers: readonly number[]): Promise<void> {
    await this.database.tenant(work.context.tenant, async (tx) => {
      const { run, sync, counts } = work;
      if (!(await keepLease(tx, run, sync.holder ?? '', this.lease.RUN_LEASE_SECONDS, counts)))
        throw new RunLost(sync.id);
      await noteIntent(tx, run, numbers);
    });
  }

  /** Links of records that were found without one, whether anything differs or not (P02). */
  private async rememberPairs(work: Work, part: Part): Promise<void> {
    const standings = ['ready', 'unchanged'];
    await this.database.tenant(work.context.tenant, async (tx) => {
      const rows = await planRows(tx, work.run, { part, standings });
      for (const resource of RESOURCES[part]) {
        const links = await linksOf(tx, work.run, resource);
        const news = rows.filter(
          (row) =>
            row.resource === resource && isPair(row) && links.remoteIdOf(row.key ?? '') !== row.remoteId,
        );
        for (let at = 0; at < news.length; at += LINKED_AT_ONCE) {
          await rememberLinks(tx, work.run, news.slice(at, at + LINKED_AT_ONCE).map(asLink));
        }
      }
    });
  }

  private async refuseImplausible(work: Work, part: Part, state: ServiceState): Promise<void> {
    const resource = part === 'people' ? 'person' : 'group';
    const links = await this.database.tenant(work.context.tenant, (tx) => linksOf(tx, work.run, resource));
    const listed = new Set(state.ids(resource));
    const all = [...links.all()];
    const [warning] = checkLists(
      part,
      {
        ...{ source: 1, sourceBefore: 1, service: listed.size, linked: all.length },
        linkedStillListed: all.filter(({ remoteId }) => listed.has(remoteId)).length,
      },
      { thresholds: work.sync.schoolYear ? schoolYearChange : ordinary },
    );
    if (warning) throw new ListImplausible(warning.code, warning);
  }

  /** What is known of this run's steps and ids from before. */
  private async progress(work: Work, part: Part): Promise<Omit<Progress, 'replacedBy'>> {
    return this.database.tenant(work.context.tenant, async (tx) => {
      const settled = await planRows(tx, work.run, { settled: true });
      const ids: Progress['ids'] = {
        person: new Map(),
        context: new Map(),
        group: new Map(),
        membership: new Map(),
      };
      for (const resource of ['person', 'context', 'group'] as const) {
        for (const { key, remoteId } of (await linksOf(tx, work.run, resource)).all())
          ids[resource].set(key, remoteId);
      }
      return {
        ids,
        links: await linksOf(tx, work.run, 'group'),
        membershipLinks: await linksOf(tx, work.run, 'membership'),
        done: new Set(settled.filter(({ result }) => result === 'done').map(({ item }) => item)),
        held: new Set(
          settled
            .filter((row) => row.result !== 'done' || row.resultFacts?.code === 'DELETION_TIME_SET')
            .map(({ item }) => item),
        ),
        sourceEmpty: part === 'groups' && (work.sync.facts.sourceGroups ?? 0) === 0,
      };
    });
  }
}

const RESOURCES = { people: ['person', 'context'], groups: ['group', 'membership'] } as const;

interface Progress {
  readonly ids: Readonly<Record<Resource, Map<string, string>>>;
  readonly links: Awaited<ReturnType<typeof linksOf>>;
  readonly membershipLinks: Awaited<ReturnType<typeof linksOf>>;
  readonly done: Set<string>;
  /** Steps others must not follow: failed, skipped, in conflict. */
  readonly held: Set<string>;
  readonly sourceEmpty: boolean;
  readonly replacedBy: ReadonlyMap<string, string>;
}

const isPair = ({ key, remoteId, operation }: PlanRow): boolean =>
  key !== null && remoteId !== null && (operation === 'none' || operation === 'update');

const asLink = ({ resource, key, remoteId, revision, because }: PlanRow): NewLink => ({
  ...{ kind: resource, key: key ?? '', remoteId: remoteId ?? '', revision: revision ?? '' },
  ...{ createdByUs: false, rule: because },
});

/** One attempt at what is left of a plan. */
class Writing {
  private readonly steps: WriteSteps;
  private readonly settler: Settler;
  private readonly notOffered = new Set<string>();
  private halt: Halt | undefined;

  constructor(
    private readonly plan: WritePlan,
    private readonly work: Work,
    private readonly progress: Progress,
    private readonly state: ServiceState,
  ) {
    const { settings } = work.context;
    const namespace = new Namespace(settings.namespace);
    const { links, membershipLinks, ids, done, sourceEmpty, replacedBy } = progress;
    const { organisation } = work.sync.facts;
    this.settler = plan.settlerFor(work);
    this.steps = new WriteSteps({
      ...{ client: work.client, state, signal: work.signal, now: () => new Date() },
      idOf: (resource, key) => ids[resource].get(key),
      referrerFor: (key) => namespace.referrerFor(key),
      isDone: (id) => done.has(id),
      replacedBy,
      deletion: {
        ...{ links, membershipLinks, namespace, sourceEmpty },
        ...(organisation !== undefined && { organisation }),
      },
    });
  }

  async run(items: readonly NumberedItem[], part: Part): Promise<PlanWritten> {
    const numbered = new Map(items.map((one) => [one.item.id, one]));
    const ordered = inWriteOrder(items.map(({ item }) => item)).flatMap(({ id }) => numbered.get(id) ?? []);
    const stages = new Map<number, NumberedItem[]>();
    for (const one of ordered) {
      const stage = stageOf(one.item);
      stages.set(stage, [...(stages.get(stage) ?? []), one]);
    }
    this.work.counts[`${part}ToWrite`] = items.length;
    for (const stage of stages.values()) {
      for (let at = 0; at < stage.length && this.goesOn(); at += ANNOUNCED) {
        await this.chunk(stage.slice(at, at + ANNOUNCED), part);
      }
    }
    return this.halt ? { halt: this.halt } : {};
  }

  private goesOn(): boolean {
    return this.halt === undefined && !this.work.signal.aborted;
  }

  private async chunk(items: readonly NumberedItem[], part: Part): Promise<void> {
    const possible = items.filter((one) => !this.skip(one));
    if (possible.length > 0) {
      await this.plan.announce(
        this.work,
        possible.map(({ nr }) => nr),
      );
      const queue = possible.values();
      const { parallelWrites } = this.work.context.settings;
      await Promise.all(Array.from({ length: parallelWrites }, () => this.worker(queue, part)));
    }
    await this.settler.drain();
  }

  private skip({ nr, item }: NumberedItem): boolean {
    const kind = `${item.operation} ${item.resource}`;
    const because = this.notOffered.has(kind)
      ? 'not offered'
      : isSkippedAfter(item, this.progress.held)
        ? 'parent failed'
        : undefined;
    if (because === undefined) return false;
    this.settle(nr, item, skipped(because));
    return true;
  }

  private async worker(queue: IterableIterator<NumberedItem>, part: Part): Promise<void> {
    for (const { nr, item, begun } of queue) {
      if (!this.goesOn()) return;
      const outcome = await this.steps.write(item, begun);
      if (this.work.signal.aborted && outcome.result !== 'done') return;
      if (outcome.halt) {
        this.halt = outcome.halt;
        return;
      }
      if (outcome.notOffered) this.notOffered.add(`${item.operation} ${item.resource}`);
      this.settle(nr, item, outcome);
      const name = `${part}${outcome.result === 'done' ? 'Written' : 'NotWritten'}`;
      this.work.counts[name] = (this.work.counts[name] ?? 0) + 1;
    }
  }

  private settle(nr: number, item: NumberedItem['item'], outcome: StepOutcome): void {
    const { ids, done, held } = this.progress;
    if (outcome.result === 'done') {
      done.add(item.id);
      if (item.operation === 'delete' && !outcome.keepsLink)
        this.state.removed(item.resource, item.remoteId ?? '');
      if (outcome.record && item.operation !== 'delete') {
        this.state.wrote(item.resource, outcome.record);
        if (item.key !== undefined) ids[item.resource].set(item.key, outcome.record.id);
      }
    }
    if (outcome.result !== 'done' || outcome.holdsBack) held.add(item.id);
    this.settler.add({ nr, item, outcome });
  }
}
