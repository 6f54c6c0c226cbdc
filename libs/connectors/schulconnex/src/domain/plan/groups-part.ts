import { CONTINUATION, rulesFrom, type AnswerRules } from '../answers';
import type { LocalGroup, RemoteGroup } from '../group';
import { Links, type Link } from '../links';
import { matchGroups, type GroupRules } from '../match-groups';
import { Namespace } from '../namespace';
import type { Resource } from './attributes';
import { checkAmounts, checkLists, ordinary, schoolYearChange, type Counts } from './guards';
import type { PartPlan, PlanBasis } from './people-part';
import { planGroups } from './plan-groups';
import type { PlanItem } from './plan-item';
import { proposeContinuations, type ContinuationPolicy, type ContinuationProposal } from './school-year';
import { untangle } from './untangle';

export interface GroupsInput extends PlanBasis {
  readonly locals: readonly LocalGroup[];
  readonly remotes: readonly RemoteGroup[];
  readonly links: readonly Link[];
  readonly membershipLinks: readonly Link[];
  /** The service's ids of contexts both sides know, by our key. */
  readonly contextIds: ReadonlyMap<string, string>;
  readonly continuation: ContinuationPolicy;
}

/** Steps 7 to 9 as one rule: whether the lists are plausible, and what is to become of every group. */
export function groupsPart(input: GroupsInput): PartPlan {
  const { locals, settings, organisation, answers, today, contextIds } = input;
  const thresholds = input.schoolYear ? schoolYearChange : ordinary;
  const implausible = checkLists('groups', countsOf(input), { thresholds });
  if (implausible.length > 0) return { items: [], warnings: implausible };

  const answered = rulesFrom(answers, 'group', today);
  const { links, remotes } = untangle(input.links, input.remotes, answered.pairs, settings);
  const rules = {
    links: new Links(links),
    namespace: new Namespace(settings.prefix),
    strategy: settings.strategy,
    organisation,
    decisions: answered.pairs,
    holdDuplicates: settings.holdDuplicates,
    suggestLessonsOfKnownGroups: settings.suggestLessonsOfKnownGroups,
    ...(settings.controller !== undefined && { controller: settings.controller }),
    ...selectedGroups(input),
  } satisfies GroupRules;
  const items = planGroups(locals, remotes, {
    ...rules,
    membershipLinks: new Links(input.membershipLinks),
    contextId: (key) => contextIds.get(key),
    imports: answered.imports,
    ends: answered.ends,
    recreate: answered.recreate,
    today,
    ...(settings.groupLeadership && { groupLeadership: settings.groupLeadership }),
    ...(settings.membershipLeadership && { membershipLeadership: settings.membershipLeadership }),
  });
  const asked = input.schoolYear
    ? askingWhichGoOn(items, proposalsFor(input, remotes, rules), answered)
    : items;
  const planned = asked.map((item) => declined(item, answered));
  return { items: planned, warnings: checkAmounts(planned, existing(remotes), thresholds) };
}

const proposalsFor = (
  { locals, contextIds, continuation }: GroupsInput,
  remotes: readonly RemoteGroup[],
  rules: GroupRules,
): readonly ContinuationProposal[] =>
  proposeContinuations(matchGroups(locals, remotes, rules), continuation, (key) => contextIds.get(key));

/** A choice of roles only, such as the teachers, brings no groups along. */
const selectedGroups = ({ selection }: PlanBasis): { selected?: ReadonlySet<string> } =>
  selection.groups || selection.roles ? { selected: new Set(selection.groups ?? []) } : {};

function countsOf({ locals, remotes, links, sourceBefore }: GroupsInput): Counts {
  const listed = new Set(remotes.map(({ id }) => id));
  return {
    source: locals.length,
    sourceBefore,
    service: remotes.length,
    linked: links.length,
    linkedStillListed: links.filter(({ remoteId }) => listed.has(remoteId)).length,
  };
}

const existing = (remotes: readonly RemoteGroup[]): Readonly<Record<Resource, number>> => ({
  person: 0,
  context: 0,
  group: remotes.length,
  membership: remotes.reduce((sum, { memberships }) => sum + memberships.length, 0),
});

/** After a change of the school year somebody says of every group whether it goes on (guide, “Dialog”). */
function askingWhichGoOn(
  items: readonly PlanItem[],
  proposals: readonly ContinuationProposal[],
  { ends, kept }: AnswerRules,
): readonly PlanItem[] {
  const open = new Map(
    proposals
      .filter(
        ({ remoteId, revision }) =>
          ends.get(remoteId)?.revision !== revision && kept.get(remoteId)?.revision !== revision,
      )
      .map((proposal) => [proposal.remoteId, proposal]),
  );
  if (open.size === 0) return items;
  return items.map((item): PlanItem => {
    const proposal = open.get(item.remoteId ?? '');
    if (item.resource === 'group' && proposal && item.case === 1) {
      return {
        ...item,
        standing: 'open',
        because: `${CONTINUATION} ${proposal.propose}: ${proposal.because}`,
      };
    }
    const waits =
      item.standing === 'ready' &&
      (open.has(item.parent?.remoteId ?? '') || (item.resource === 'group' && proposal));
    return waits ? { ...item, standing: 'open' } : item;
  });
}

const declined = (item: PlanItem, { declined: keys }: AnswerRules): PlanItem =>
  item.standing === 'open' && item.because === 'vanished' && keys.has(item.key ?? '')
    ? { ...item, standing: 'declined' }
    : item;
