import type { PairDecision } from './decisions';
import type { GroupEnd } from './plan/end-group';
import type { PlanItem } from './plan/plan-item';
import type { ImportDecision } from './plan/plan-people';

/** What somebody may say to a question of a plan. */
export const answerWords = [
  /** This record and that one are the same. */
  'same',
  /** They are not, and nobody is asked again. */
  'different',
  /** None of the candidates: the source's record is new. */
  'new',
  /** Take it over into the source. */
  'import',
  /** Create it once more although it vanished. */
  'recreate',
  /** Leave everything as it is. */
  'leave',
  /** Somebody left: delete over there, by a time of deletion where the service wants one. */
  'delete',
  /** A group goes on under its id. */
  'continue',
  /** A group has ended. */
  'end',
  /** Two people lower `auskunftssperre` (promise C2). */
  'lower-protection',
] as const;

export type AnswerWord = (typeof answerWords)[number];

/** An answer as it is remembered: about one record, or a pair. */
export interface Answer {
  readonly resource: 'person' | 'group';
  readonly key: string;
  readonly remoteId: string;
  readonly answer: Exclude<AnswerWord, 'new'>;
  /** The service's revision when it was given: most answers are void once the record has moved on (C5). */
  readonly revision: string;
  readonly terms: { readonly endsOn?: string; readonly deleteAfterDays?: number };
  /** Two different people gave it. */
  readonly agreed: boolean;
}

/** What somebody says to one question, in the words of the edge. */
export interface GivenAnswer {
  readonly answer: AnswerWord;
  /** Which candidate is meant, where there are several. */
  readonly candidate?: string;
  readonly endsOn?: string;
  readonly deleteAfterDays?: number;
}

export const CONTINUATION = 'continues?';

/** What is proposed for a group after a change of the school year; nothing if it is no such question. */
export const proposedAnswer = ({ because }: Pick<PlanItem, 'because'>): 'continue' | 'end' | undefined =>
  (['continue', 'end'] as const).find((answer) => because.startsWith(`${CONTINUATION} ${answer}:`));

const PROTECTION = 'PROTECTION_CHANGE_REFUSED';

/** The answers a planned step allows; none if it is no question. */
export function answersTo(item: PlanItem): readonly AnswerWord[] {
  const { resource, standing, candidates = [] } = item;
  if (resource !== 'person' && resource !== 'group') return [];
  if (standing === 'conflict') return candidates.length > 0 ? ['same'] : [];
  if (item.kept.some(({ reason }) => reason === PROTECTION)) return ['lower-protection'];
  return standing === 'open' || standing === 'declined' ? answersToOpen(item, candidates) : [];
}

function answersToOpen(item: PlanItem, candidates: readonly string[]): readonly AnswerWord[] {
  if (item.because.startsWith(CONTINUATION)) return ['continue', 'end'];
  if (item.operation === 'import') return importAnswers(item, candidates);
  if (item.because === 'vanished') return ['recreate', 'leave'];
  return candidates.length > 0 ? ['same', 'different', 'new'] : [];
}

const importAnswers = ({ resource }: PlanItem, candidates: readonly string[]): readonly AnswerWord[] => [
  'import',
  'leave',
  ...(resource === 'person' ? (['delete'] as const) : (['end'] as const)),
  ...(candidates.length > 0 ? (['same'] as const) : []),
];

/**
 * What is to be remembered of an answer; `undefined` if the question does not allow it, or if it does not say
 * which candidate is meant.
 */
export function toRemember(item: PlanItem, given: GivenAnswer): Omit<Answer, 'agreed'>[] | undefined {
  const { answer } = given;
  const { candidates = [] } = item;
  if (!answersTo(item).includes(answer)) return undefined;
  const base = about(item, given);
  if (answer === 'new') return candidates.map((one) => pair(item, base, one, 'different'));
  if (answer !== 'same' && answer !== 'different') return [{ ...base, answer }];
  const chosen = given.candidate ?? (candidates.length === 1 ? candidates[0] : undefined);
  return chosen !== undefined && candidates.includes(chosen) ? [pair(item, base, chosen, answer)] : undefined;
}

const about = (
  { resource, key = '', remoteId = '', revision = '' }: PlanItem,
  { endsOn, deleteAfterDays }: GivenAnswer,
): Omit<Answer, 'agreed' | 'answer'> => ({
  ...{ resource: resource as Answer['resource'], key, remoteId, revision },
  terms: {
    ...(endsOn !== undefined && { endsOn }),
    ...(deleteAfterDays !== undefined && { deleteAfterDays }),
  },
});

/** Candidates are keys where the service's record asks, and ids where the source's does. */
function pair(
  item: PlanItem,
  base: Omit<Answer, 'agreed' | 'answer'>,
  candidate: string,
  answer: 'same' | 'different',
): Omit<Answer, 'agreed'> {
  return item.remoteId === undefined
    ? { ...base, remoteId: candidate, answer }
    : { ...base, key: candidate, answer };
}

/** The answers so far, as the rules of a plan take them. */
export interface AnswerRules {
  readonly pairs: readonly PairDecision[];
  readonly imports: ReadonlyMap<string, ImportDecision>;
  readonly recreate: ReadonlySet<string>;
  readonly protectionMayFall: ReadonlySet<string>;
  /** By the service's id. */
  readonly leavers: ReadonlyMap<string, Answer>;
  readonly ends: ReadonlyMap<string, GroupEnd>;
  /** By the service's id: answers that only keep something as it is. */
  readonly kept: ReadonlyMap<string, Answer>;
  /** Keys of vanished records that stay away. */
  readonly declined: ReadonlySet<string>;
}

/** @param today ISO 8601 date: an end nobody gave a day for is today */
export function rulesFrom(
  answers: readonly Answer[],
  resource: Answer['resource'],
  today: string,
): AnswerRules {
  const own = answers.filter((one) => one.resource === resource);
  const of = (...words: readonly Answer['answer'][]): Answer[] =>
    own.filter(({ answer }) => words.includes(answer));
  const byId = (found: readonly Answer[]): Map<string, Answer> =>
    new Map(found.map((one) => [one.remoteId, one]));
  return {
    pairs: of('same', 'different').map(({ key, remoteId, revision, answer }) => ({
      key,
      remoteId,
      revision,
      same: answer === 'same',
    })),
    imports: new Map(
      of('import', 'leave').map(({ remoteId, revision, answer }) => [
        remoteId,
        { take: answer === 'import', revision },
      ]),
    ),
    recreate: new Set(of('recreate').map(({ key }) => key)),
    protectionMayFall: new Set(
      of('lower-protection')
        .filter(({ agreed }) => agreed)
        .map(({ key }) => key),
    ),
    leavers: byId(of('delete')),
    ends: new Map(
      of('end').map(({ remoteId, revision, terms }) => [
        remoteId,
        { revision, endsOn: terms.endsOn ?? today, deleteAfterDays: terms.deleteAfterDays ?? 0 },
      ]),
    ),
    kept: byId(of('continue')),
    declined: new Set(
      of('leave')
        .filter(({ key, remoteId }) => key !== '' && remoteId === '')
        .map(({ key }) => key),
    ),
  };
}
