import { matchContexts, type ContextMatch, type PersonCouple } from '../match-contexts';
import { matchPeople, type PersonRules } from '../match-people';
import type { LocalPerson, RemotePerson } from '../person';
import type { PersonMatch, PersonPair, PersonQuestion } from '../person-match';
import { differenceBetween, requiredOfPerson, type Leadership } from './changes';
import { planContext, planNewContexts } from './plan-contexts';
import { planItem, updateOrNothing, type PlanItem } from './plan-item';
import { valuesOfPerson } from './attributes';

export interface PeoplePlanRules extends Omit<PersonRules, 'links'> {
  readonly links: PersonRules['links'];
  readonly contextLinks: PersonRules['links'];
  /** The service's id of our organisation. */
  readonly organisation: string;
  readonly personLeadership?: Leadership;
  readonly contextLeadership?: Leadership;
  /** Vertrauensstufe of new people the school gives none; `Teil` (known) if absent. */
  readonly trustLevel?: string;
  /** Keys of people whose `auskunftssperre` two people agreed to lower. */
  readonly protectionMayFall?: ReadonlySet<string>;
  /** Answers about cases 4 and 5, by the service's id. */
  readonly imports?: ReadonlyMap<string, ImportDecision>;
  /** Keys of vanished people somebody wants created once more. */
  readonly recreate?: ReadonlySet<string>;
}

/** Whether somebody wants a record taken over into the school; void if the record moved on. */
export interface ImportDecision {
  readonly take: boolean;
  readonly revision: string;
}

/** Steps 4 and 5: what is to become of every person and every context. */
export function planPeople(
  locals: readonly LocalPerson[],
  remotes: readonly RemotePerson[],
  rules: PeoplePlanRules,
): PlanItem[] {
  const matches = matchPeople(locals, remotes, rules);
  const couples: PersonCouple[] = matches.filter(isPair).filter(({ selected }) => selected);
  const contextMatches: ContextMatch[] = matchContexts(couples, { ...rules, links: rules.contextLinks });
  return [
    ...matches.flatMap((match) => planPerson(match, rules)),
    ...contextMatches.flatMap((match) => planContext(match, rules)),
    ...matches.flatMap((match) =>
      match.action === 'create' || isRecreated(match, rules) ? planNewContexts(match, rules) : [],
    ),
  ];
}

const isPair = (match: PersonMatch): match is PersonPair => 'likeness' in match && 'local' in match;

const isRecreated = (
  match: PersonMatch,
  { recreate }: PeoplePlanRules,
): match is PersonMatch & { local: LocalPerson } =>
  match.action === 'confirm-create' && (recreate?.has(match.local.key) ?? false);

function planPerson(match: PersonMatch, rules: PeoplePlanRules): PlanItem[] {
  switch (match.case) {
    case 'conflict':
      return planConflict(match.locals, match.remotes);
    case 'foreign':
      return [leftAlone(match.remote, match.because)];
    case 4:
    case 5:
      return [planImport(match.remote, match.case, match.because, rules)];
    case 6:
      return [planCreation(match, rules)];
    case 1:
      return [planUpdate(match, rules)];
    case 2:
    case 3:
      if (match.action === 'wait') return [waiting(match.local)];
      return [isPair(match) ? planUpdate(match, rules) : planQuestion(match)];
  }
}

function planUpdate(match: PersonPair, rules: PeoplePlanRules): PlanItem {
  const { local, remote, because, likeness } = match;
  const draft = {
    resource: 'person',
    case: match.case,
    because,
    key: local.key,
    remoteId: remote.id,
    revision: remote.revision,
    likeness,
  } as const;
  if (!match.selected) return planItem({ ...draft, operation: 'none', standing: 'not-selected' });

  const { changes, kept } = differenceBetween(localValues(local, rules), valuesOfPerson(remote), {
    resource: 'person',
    namespace: rules.namespace,
    ...(rules.personLeadership && { leadership: rules.personLeadership }),
    protectionMayFall: rules.protectionMayFall?.has(local.key) ?? false,
  });
  return updateOrNothing({ ...draft, kept }, changes);
}

function planCreation(match: PersonMatch & { case: 6 }, rules: PeoplePlanRules): PlanItem {
  const { local, because, selected } = match;
  const draft = { resource: 'person', case: 6, because, key: local.key } as const;
  if (!selected) return planItem({ ...draft, operation: 'none', standing: 'not-selected' });

  const { changes } = differenceBetween(
    localValues(local, rules),
    {},
    { resource: 'person', namespace: rules.namespace },
  );
  const asked = match.action === 'confirm-create' && !isRecreated(match, rules);
  return planItem({
    ...draft,
    operation: 'create',
    standing: asked ? 'open' : 'ready',
    changes: requiredOfPerson(changes, rules.trustLevel ?? 'Teil'),
  });
}

const localValues = (local: LocalPerson, { namespace }: PeoplePlanRules): object => ({
  ...local,
  referrer: namespace.referrerFor(local.key),
});

function planQuestion({ remote, candidates, ...match }: PersonQuestion): PlanItem {
  return planItem({
    resource: 'person',
    operation: 'update',
    standing: match.selected ? 'open' : 'not-selected',
    case: match.case,
    because: match.because,
    remoteId: remote.id,
    revision: remote.revision,
    likeness: match.likeness,
    candidates: candidates.map(({ key }) => key),
  });
}

/** Counted with the question it waits for, not as a question of its own. */
const waiting = ({ key }: LocalPerson): PlanItem =>
  planItem({
    resource: 'person',
    operation: 'none',
    standing: 'left-alone',
    case: 3,
    because: 'awaits a decision',
    key,
  });

function planImport(
  remote: RemotePerson,
  number: 4 | 5,
  because: string,
  { imports }: PeoplePlanRules,
): PlanItem {
  const decision = imports?.get(remote.id);
  const valid = decision?.revision === remote.revision ? decision : undefined;
  const sufficient = remote.familyName.trim() !== '' && remote.givenName.trim() !== '';
  return planItem({
    resource: 'person',
    operation: 'import',
    standing: !valid ? 'open' : !valid.take ? 'declined' : sufficient ? 'ready' : 'blocked',
    case: number,
    because,
    remoteId: remote.id,
    revision: remote.revision,
    ...(!sufficient && { obstacles: ['ATTRIBUTES_INSUFFICIENT'] }),
  });
}

const planConflict = (locals: readonly LocalPerson[], remotes: readonly RemotePerson[]): PlanItem[] => [
  ...remotes.map(({ id, revision }) =>
    planItem({
      resource: 'person',
      operation: 'none',
      standing: 'conflict',
      because: 'keys contradict',
      remoteId: id,
      revision,
      candidates: locals.map(({ key }) => key),
    }),
  ),
];

const leftAlone = ({ id, revision }: RemotePerson, because: string): PlanItem =>
  planItem({
    resource: 'person',
    operation: 'none',
    standing: 'left-alone',
    because,
    remoteId: id,
    revision,
  });
