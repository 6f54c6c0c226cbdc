import { AuditTrail } from '@gateway/audit';
import { RunConfig } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { checkLists, ordinary, schoolYearChange } from '../../domain/plan/guards';
import type { Part } from '../../domain/steps';
import { linksOf, rememberLinks, type NewLink } from '../../storage/record-links';
import { itemsFrom, noteIntent, planRows, type PlanRow } from '../../storage/synchronisation/plan-items';
import { keepLease } from '../../storage/synchronisation/synchronisations';
import { ListImplausible, RunLost } from './failures';
import { Settler } from './settler';
import type { ServiceState } from './service-state';
import type { Work } from './work';
import { Writing, type PlanWritten, type Progress } from './writing';

const LINKED_AT_ONCE = 5_000;

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
    const settler = new Settler(this.database, this.audit, work.context, work.run);
    const announce = (numbers: readonly number[]): Promise<void> => this.announce(work, numbers);
    return new Writing({ work, progress, state, settler, announce }).run(items, part);
  }

  /** From now on these steps may have arrived. @throws {RunLost} */
  private async announce(work: Work, numbers: readonly number[]): Promise<void> {
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

const isPair = ({ key, remoteId, operation }: PlanRow): boolean =>
  key !== null && remoteId !== null && (operation === 'none' || operation === 'update');

const asLink = ({ resource, key, remoteId, revision, because }: PlanRow): NewLink => ({
  ...{ kind: resource, key: key ?? '', remoteId: remoteId ?? '', revision: revision ?? '' },
  ...{ createdByUs: false, rule: because },
});
