import { rulesFrom, type Answer, type AnswerRules } from '../answers';
import type { LocalGroup } from '../group';
import { Links, type Link } from '../links';
import type { KeyStrategy } from '../match-keys';
import { Namespace } from '../namespace';
import type { LocalPerson, RemotePerson } from '../person';
import { selectedPeople, type Selection } from '../selection';
import type { Resource } from './attributes';
import type { Leadership } from './changes';
import { untangle } from './untangle';
import { checkAmounts, checkLists, ordinary, schoolYearChange, type Counts, type Warning } from './guards';
import { planLeaver } from './leavers';
import type { PlanItem } from './plan-item';
import { planPeople } from './plan-people';

/** Settings of a connection a plan heeds. */
interface PlanSettings {
  /** What our referrers begin with. */
  readonly prefix: string;
  readonly strategy: KeyStrategy;
  readonly controller?: string;
  readonly trustLikenessOverReferrer: boolean;
  readonly holdDuplicates: boolean;
  readonly suggestLessonsOfKnownGroups: boolean;
  /** Vertrauensstufe of new people the school gives none. */
  readonly trustLevel: string;
  readonly personLeadership?: Leadership;
  readonly contextLeadership?: Leadership;
  readonly groupLeadership?: Leadership;
  readonly membershipLeadership?: Leadership;
}

/** What both halves of a plan are made from. Plain data: it travels to another thread. */
export interface PlanBasis {
  readonly settings: PlanSettings;
  readonly organisation: string;
  readonly answers: readonly Answer[];
  /** Absent: everybody. */
  readonly selection: { readonly groups?: readonly string[]; readonly roles?: readonly string[] };
  /** ISO 8601 date. */
  readonly today: string;
  /** With the thresholds of a change of the school year, and its questions. */
  readonly schoolYear: boolean;
  /** How many records the last synchronisation that was carried out had from the source. */
  readonly sourceBefore: number;
}

export interface PeopleInput extends PlanBasis {
  readonly locals: readonly LocalPerson[];
  readonly localGroups: readonly LocalGroup[];
  readonly remotes: readonly RemotePerson[];
  readonly links: readonly Link[];
  readonly contextLinks: readonly Link[];
}

export interface PartPlan {
  readonly items: readonly PlanItem[];
  readonly warnings: readonly Warning[];
}

/** Steps 3 to 5 as one rule: whether the lists are plausible, and what is to become of everybody. */
export function peoplePart(input: PeopleInput): PartPlan {
  const { locals, settings, organisation, answers, today } = input;
  const thresholds = input.schoolYear ? schoolYearChange : ordinary;
  const implausible = checkLists('people', countsOf(input), { thresholds });
  if (implausible.length > 0) return { items: [], warnings: implausible };

  const rules = rulesFrom(answers, 'person', today);
  const { links, remotes } = untangle(input.links, input.remotes, rules.pairs, settings);
  const selected = selectedPeople(locals, input.localGroups, selectionOf(input));
  const items = planPeople(locals, remotes, {
    links: new Links(links),
    contextLinks: new Links(input.contextLinks),
    namespace: new Namespace(settings.prefix),
    strategy: settings.strategy,
    organisation,
    decisions: rules.pairs,
    imports: rules.imports,
    recreate: rules.recreate,
    protectionMayFall: stillMeant(answers, remotes, rules),
    trustLevel: settings.trustLevel,
    trustLikenessOverReferrer: settings.trustLikenessOverReferrer,
    ...(settings.controller !== undefined && { controller: settings.controller }),
    ...(selected && { selected }),
    ...(settings.personLeadership && { personLeadership: settings.personLeadership }),
    ...(settings.contextLeadership && { contextLeadership: settings.contextLeadership }),
  });
  const planned = heldContexts(withLeavers(items, remotes, rules, organisation)).map((item) =>
    declined(item, rules),
  );
  return { items: planned, warnings: checkAmounts(planned, existing(remotes), thresholds) };
}

/** An agreement is about a record as it was: void once it has moved on (C5). */
function stillMeant(
  answers: readonly Answer[],
  remotes: readonly RemotePerson[],
  { protectionMayFall }: AnswerRules,
): ReadonlySet<string> {
  if (protectionMayFall.size === 0) return protectionMayFall;
  const revisions = new Map(remotes.map(({ id, revision }) => [id, revision]));
  return new Set(
    answers
      .filter(
        ({ answer, key, remoteId, revision }) =>
          answer === 'lower-protection' && protectionMayFall.has(key) && revisions.get(remoteId) === revision,
      )
      .map(({ key }) => key),
  );
}

const selectionOf = ({ selection }: PlanBasis): Selection => ({
  ...(selection.groups && { groups: new Set(selection.groups) }),
  ...(selection.roles && { roles: new Set(selection.roles) }),
});

function countsOf({ locals, remotes, links, sourceBefore }: PeopleInput): Counts {
  const listed = new Set(remotes.map(({ id }) => id));
  return {
    source: locals.length,
    sourceBefore,
    service: remotes.length,
    linked: links.length,
    linkedStillListed: links.filter(({ remoteId }) => listed.has(remoteId)).length,
  };
}

const existing = (remotes: readonly RemotePerson[]): Readonly<Record<Resource, number>> => ({
  person: remotes.length,
  context: remotes.reduce((sum, { contexts }) => sum + contexts.length, 0),
  group: 0,
  membership: 0,
});

/** Whom somebody confirmed as a leaver is deleted step by step instead of offered for import (dossier 6.4). */
function withLeavers(
  items: readonly PlanItem[],
  remotes: readonly RemotePerson[],
  { leavers }: AnswerRules,
  organisation: string,
): readonly PlanItem[] {
  if (leavers.size === 0) return items;
  const byId = new Map(remotes.map((remote) => [remote.id, remote]));
  return items.flatMap((item): readonly PlanItem[] => {
    const remote = item.operation === 'import' ? byId.get(item.remoteId ?? '') : undefined;
    if (!remote || leavers.get(remote.id)?.revision !== remote.revision) return [item];
    const going = remote.contexts.filter(({ deletionTime }) => deletionTime !== undefined);
    const left = { ...remote, contexts: remote.contexts.filter((context) => !going.includes(context)) };
    const planned = planLeaver(left, { organisation, confirmed: true });
    return going.length === 0 ? planned : [awaitsDeletion(item), ...planned.filter(isContext)];
  });
}

const isContext = ({ resource }: PlanItem): boolean => resource === 'context';

/** The service deletes the contexts itself when their time has come; the person goes in a later run. */
const awaitsDeletion = (item: PlanItem): PlanItem => ({
  ...item,
  operation: 'none',
  standing: 'unchanged',
  because: 'time of deletion set',
});

/** Contexts of somebody who is not created yet wait with them. */
function heldContexts(items: readonly PlanItem[]): readonly PlanItem[] {
  const waiting = new Set(
    items
      .filter(
        ({ resource, operation, standing }) =>
          resource === 'person' && operation === 'create' && standing === 'open',
      )
      .map(({ key }) => key),
  );
  if (waiting.size === 0) return items;
  return items.filter(
    ({ resource, parent }) =>
      resource !== 'context' || parent?.remoteId !== undefined || !waiting.has(parent?.key),
  );
}

const declined = (item: PlanItem, { declined: keys }: AnswerRules): PlanItem =>
  item.standing === 'open' && item.because === 'vanished' && keys.has(item.key ?? '')
    ? { ...item, standing: 'declined' }
    : item;
