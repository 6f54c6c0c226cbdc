import type { GroupReference, LocalGroup, RemoteGroup } from '../group';
import { matchGroups, type GroupMatch, type GroupRules } from '../match-groups';
import { matchMemberships, type GroupCouple, type MembershipRules } from '../match-memberships';
import { termValues, valuesOfGroup, type Values } from './attributes';
import { differenceBetween, type Change, type Leadership } from './changes';
import { planEnd, type GroupEnd } from './end-group';
import { referrersOf, type DeletionRules } from './group-deletion';
import { awaitedBy, idToCome } from './new-ids';
import { REFERS_TO_NEW } from './write-order';
import { planId, planItem, updateOrNothing, type PlanItem } from './plan-item';
import type { ImportDecision } from './plan-people';
import { planMembership, planNewMemberships } from './plan-memberships';

export interface GroupPlanRules
  extends
    GroupRules,
    Omit<DeletionRules, 'controller' | 'organisation' | 'sourceEmpty'>,
    Pick<MembershipRules, 'contextId'> {
  readonly groupLeadership?: Leadership;
  readonly membershipLeadership?: Leadership;
  /** Answers about cases 2 and 3, by the service's id. */
  readonly imports?: ReadonlyMap<string, ImportDecision>;
  /** What somebody said about ended groups, by the service's id. */
  readonly ends?: ReadonlyMap<string, GroupEnd>;
  /** Keys of vanished groups somebody wants created once more. */
  readonly recreate?: ReadonlySet<string>;
  /** ISO 8601 date. */
  readonly today: string;
}

/** Steps 8 and 9: what is to become of every group and every membership. */
export function planGroups(
  locals: readonly LocalGroup[],
  remotes: readonly RemoteGroup[],
  rules: GroupPlanRules,
): PlanItem[] {
  const matches = matchGroups(locals, remotes, rules);
  const planner = new GroupPlanner(matches, locals, remotes, rules);
  return [...matches.flatMap((match) => planner.plan(match)), ...planner.memberships()];
}

class GroupPlanner {
  private readonly ids: ReadonlyMap<string, string>;
  private readonly referring: ReadonlyMap<string, readonly RemoteGroup[]>;
  private readonly deletion: DeletionRules;

  constructor(
    private readonly matches: readonly GroupMatch[],
    locals: readonly LocalGroup[],
    remotes: readonly RemoteGroup[],
    private readonly rules: GroupPlanRules,
  ) {
    this.ids = new Map(this.continued().map(({ local, remote }) => [local.key, remote.id]));
    this.referring = referrersOf(remotes);
    this.deletion = { ...rules, sourceEmpty: locals.length === 0 };
  }

  plan(match: GroupMatch): PlanItem[] {
    switch (match.case) {
      case 1:
        return this.planKnown(match);
      case 2:
      case 3:
        return [this.planUnknown(match)];
      case 4:
        return this.planCreation(match);
      case 'conflict':
        return match.remotes.map((remote) =>
          planItem({ ...of(remote, match.because), operation: 'none', standing: 'conflict' }),
        );
      case 'foreign':
        return [planItem({ ...of(match.remote, match.because), operation: 'none', standing: 'left-alone' })];
    }
  }

  memberships(): PlanItem[] {
    const matches = matchMemberships(this.continued(), { ...this.rules, links: this.rules.membershipLinks });
    const created = this.matches.filter(
      (match) =>
        (match.case === 4 && this.creates(match)) ||
        (match.case === 1 && match.selected && this.end(match.remote)),
    ) as (GroupMatch & { local: LocalGroup })[];
    return [
      ...matches.flatMap((match) => planMembership(match, this.rules)),
      ...created.flatMap(({ local }) => planNewMemberships(local, this.rules)),
    ];
  }

  /** The groups both sides know that go on under their id. */
  private continued(): GroupCouple[] {
    return this.matches
      .filter((match) => match.case === 1)
      .filter(({ selected, remote }) => selected && !this.end(remote));
  }

  /** What somebody said about the end of a group; void if the group moved on. */
  private end({ id, revision }: RemoteGroup): GroupEnd | undefined {
    const end = this.rules.ends?.get(id);
    return end?.revision === revision ? end : undefined;
  }

  private planKnown(match: GroupMatch & { case: 1 }): PlanItem[] {
    const { local, remote, because, selected } = match;
    const draft = { ...of(remote, because), case: 1, key: local.key };
    if (!selected) return [planItem({ ...draft, operation: 'none', standing: 'not-selected' })];

    const end = this.end(remote);
    if (end) {
      const ended = this.planEnding(remote, end, local.key);
      return [ended, ...this.creationOf(local, 'course ended', ended.standing === 'ready', ended.id)];
    }
    const { changes, kept } = differenceBetween(this.valuesOf(local), valuesOfGroup(remote), {
      resource: 'group',
      namespace: this.rules.namespace,
      ...(this.rules.groupLeadership && { leadership: this.rules.groupLeadership }),
    });
    const [now, later] = apart(changes);
    const update = updateOrNothing({ ...draft, kept }, now);
    return later.length === 0 ? [update] : [update, this.laterReferences(local, later, remote)];
  }

  private planUnknown(match: GroupMatch & { case: 2 | 3 }): PlanItem {
    const { remote, because } = match;
    const end = match.case === 2 ? this.end(remote) : undefined;
    if (end) return this.planEnding(remote, end);
    const decision = this.rules.imports?.get(remote.id);
    const valid = decision?.revision === remote.revision ? decision : undefined;
    return planItem({
      ...of(remote, match.suggested ? 'lesson of known groups' : because),
      case: match.case,
      operation: 'import',
      standing: !valid ? 'open' : valid.take ? 'ready' : 'declined',
      candidates: match.resembles,
    });
  }

  private planEnding(remote: RemoteGroup, end: GroupEnd, key?: string): PlanItem {
    return planEnd(remote, end, {
      ...this.deletion,
      referring: this.referring.get(remote.id) ?? [],
      today: this.rules.today,
      ...(key !== undefined && { replacedKey: key }),
    });
  }

  private planCreation(match: GroupMatch & { case: 4 }): PlanItem[] {
    if (!match.selected) {
      const { key } = match.local;
      return [
        planItem({
          resource: 'group',
          operation: 'none',
          standing: 'not-selected',
          case: 4,
          because: match.because,
          key,
        }),
      ];
    }
    const items = this.creationOf(match.local, match.because, this.creates(match));
    return items.map((item) =>
      item.operation === 'create' ? { ...item, candidates: match.resembles } : item,
    );
  }

  private creates({ action, local }: GroupMatch & { case: 4 }): boolean {
    return (
      action === 'create' || (action === 'confirm-create' && (this.rules.recreate?.has(local.key) ?? false))
    );
  }

  private creationOf(local: LocalGroup, because: string, ready: boolean, after?: string): PlanItem[] {
    const { changes } = differenceBetween(
      this.valuesOf(local),
      {},
      { resource: 'group', namespace: this.rules.namespace },
    );
    const [now, later] = apart(changes);
    const creation = planItem({
      resource: 'group',
      operation: 'create',
      standing: ready ? 'ready' : 'open',
      case: 4,
      because,
      key: local.key,
      changes: now,
      ...(after !== undefined && { after }),
    });
    return later.length === 0 || !ready ? [creation] : [creation, this.laterReferences(local, later)];
  }

  /** Second pass: groups that are new themselves can be referred to only once they have an id (G19). */
  private laterReferences(local: LocalGroup, changes: readonly Change[], remote?: RemoteGroup): PlanItem {
    return {
      ...planItem({
        ...(remote ? of(remote, REFERS_TO_NEW) : { resource: 'group', because: REFERS_TO_NEW }),
        operation: 'update',
        standing: 'ready',
        key: local.key,
        changes,
        after: planId('group', { key: local.key, ...(remote && { remoteId: remote.id }) }),
      }),
      id: `${planId('group', { key: local.key })}references`,
    };
  }

  private valuesOf(local: LocalGroup): Values<'group'> {
    const references = local.references?.map(({ group, roles }): GroupReference => {
      const id = this.ids.get(group) ?? idToCome(group);
      return { group: id, ...(roles && roles.length > 0 && { roles }) };
    });
    return {
      ...(local as Omit<LocalGroup, 'term' | 'references'>),
      ...termValues(local),
      subjects: local.subjects?.map(({ code, name }) => (code ? { code } : { name: name ?? '' })),
      references,
      referrer: this.rules.namespace.referrerFor(local.key),
    };
  }
}

/** Changes that can be made now, and those that wait for ids to come. */
const apart = (changes: readonly Change[]): [readonly Change[], readonly Change[]] => [
  changes.filter((change) => awaitedBy([change]).length === 0),
  changes.filter((change) => awaitedBy([change]).length > 0),
];

const of = ({ id, revision }: RemoteGroup, because: string) =>
  ({ resource: 'group', because, remoteId: id, revision }) as const;
