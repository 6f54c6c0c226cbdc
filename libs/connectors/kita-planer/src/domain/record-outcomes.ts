import type { AnswerHint, AnswerRecord, AnswerWarning, ReadableAnswer } from './call-answer';

/** A record as it was sent, with the keys an answer may name it by. */
export interface SentRecord {
  readonly id: string;
  readonly kitaId: string;
  readonly childId: string;
}

/** Why nobody knows what became of a record. */
export const uncertainReasons = [
  'KEINE_ANTWORT',
  'ANTWORT_UNLESBAR',
  'ANTWORT_UNVOLLSTAENDIG',
  'ANTWORT_WIDERSPRUECHLICH',
] as const;

export type UncertainReason = (typeof uncertainReasons)[number];

/** What became of one record. Messages and hints are verbatim and may name people: seal them. */
export type RecordOutcome =
  | { readonly id: string; readonly result: 'EXPORTIERT' }
  | { readonly id: string; readonly result: 'EXPORTIERT_MIT_HINWEIS'; readonly hints: readonly AnswerHint[] }
  | {
      readonly id: string;
      readonly result: 'FEHLER_IN_KITA_PLANER';
      readonly errorCode?: string;
      readonly message?: string;
      readonly hints: readonly AnswerHint[];
    }
  | { readonly id: string; readonly result: 'UNGEKLAERT'; readonly reason: UncertainReason };

export interface OutcomeOptions {
  /** Hint KP-310, “master data not taken over”, counts as an error. */
  readonly masterDataNoticeIsError: boolean;
}

export interface RecordOutcomes {
  /** One for each sent record, in their order. */
  readonly outcomes: readonly RecordOutcome[];
  readonly warnings: readonly AnswerWarning[];
}

/**
 * What an answer says about each record we sent (chapter 5.5, cases 26 to 30). A record counts as
 * exported only where the answer says 0 to exactly its id; position says nothing.
 */
export function recordOutcomes(
  answer: ReadableAnswer,
  sent: readonly SentRecord[],
  options: OutcomeOptions,
): RecordOutcomes {
  const warnings = new Set<AnswerWarning>();
  const answers = matchAnswers(answer.records, sent, warnings);
  const outcomes = sent.map((record) => outcomeOf(record, answers.get(record.id) ?? [], options, warnings));
  if (disagrees(answer, outcomes)) warnings.add('UMSCHLAG_WIDERSPRICHT');
  return { outcomes, warnings: [...warnings] };
}

/** The answers to each sent record, by its id. */
function matchAnswers(
  answers: readonly AnswerRecord[],
  sent: readonly SentRecord[],
  warnings: Set<AnswerWarning>,
): Map<string, AnswerRecord[]> {
  const byId = answers.some(({ id }) => id !== undefined);
  const idOf = byId ? knownIds(sent) : uniqueKeys(sent);
  const matched = new Map<string, AnswerRecord[]>();
  for (const answer of answers) {
    const name = byId ? answer.id : keyOf(answer);
    const id = name === undefined ? undefined : idOf.get(name);
    if (id !== undefined) matched.set(id, [...(matched.get(id) ?? []), answer]);
    else if (byId) warnings.add(name === undefined ? 'DATENSATZ_OHNE_ID' : 'FREMDER_DATENSATZ');
  }
  if (!byId && answers.length > 0) warnings.add('DATENSATZ_OHNE_ID');
  return matched;
}

const knownIds = (sent: readonly SentRecord[]): Map<string, string> =>
  new Map(sent.map(({ id }) => [id, id]));

/** KITA_ID_EXTERN and KIND_ID_EXTERN stand for a record only if no other record of the call has both. */
function uniqueKeys(sent: readonly SentRecord[]): Map<string, string> {
  const ids = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const record of sent) {
    const key = JSON.stringify([record.kitaId, record.childId]);
    if (ids.has(key)) ambiguous.add(key);
    ids.set(key, record.id);
  }
  for (const key of ambiguous) ids.delete(key);
  return ids;
}

const keyOf = ({ kitaId, childId }: AnswerRecord): string | undefined =>
  kitaId === undefined || childId === undefined ? undefined : JSON.stringify([kitaId, childId]);

function outcomeOf(
  sent: SentRecord,
  answers: readonly AnswerRecord[],
  options: OutcomeOptions,
  warnings: Set<AnswerWarning>,
): RecordOutcome {
  const { id } = sent;
  const [first, ...others] = answers.map((answer) => readOutcome(sent, answer, options));
  if (!first) return { id, result: 'UNGEKLAERT', reason: 'ANTWORT_UNVOLLSTAENDIG' };
  if (others.length === 0) return first;

  if (others.some(({ result }) => result !== first.result)) {
    return { id, result: 'UNGEKLAERT', reason: 'ANTWORT_WIDERSPRUECHLICH' };
  }
  warnings.add('DATENSATZ_DOPPELT');
  return first;
}

function readOutcome(sent: SentRecord, answer: AnswerRecord, options: OutcomeOptions): RecordOutcome {
  const { id } = sent;
  const { status, hints, errorCode, message } = answer;
  if (answer.contradictory || namesAnother(sent, answer)) {
    return { id, result: 'UNGEKLAERT', reason: 'ANTWORT_WIDERSPRUECHLICH' };
  }
  if (saysNo(answer, options)) {
    return { id, result: 'FEHLER_IN_KITA_PLANER', ...given({ errorCode, message }), hints };
  }
  if (status !== 0) return { id, result: 'UNGEKLAERT', reason: 'ANTWORT_UNLESBAR' };

  return hints.length > 0 ? { id, result: 'EXPORTIERT_MIT_HINWEIS', hints } : { id, result: 'EXPORTIERT' };
}

/** Another status than 0, or an error message beside whatever status. */
const saysNo = ({ status, message, hints }: AnswerRecord, options: OutcomeOptions): boolean => {
  if (message !== undefined) return true;
  if (status !== 0) return status !== undefined;
  return options.masterDataNoticeIsError && hints.some(({ code }) => code === 'KP-310');
};

interface ErrorWords {
  readonly errorCode?: string | undefined;
  readonly message?: string | undefined;
}

const given = ({ errorCode, message }: ErrorWords): { errorCode?: string; message?: string } => ({
  ...(errorCode !== undefined && { errorCode }),
  ...(message !== undefined && { message }),
});

/** The right id beside the wrong child. */
const namesAnother = (sent: SentRecord, { kitaId, childId }: AnswerRecord): boolean =>
  (kitaId !== undefined && kitaId !== sent.kitaId) || (childId !== undefined && childId !== sent.childId);

/** The envelope tells another story than the records; the records are believed. */
function disagrees(answer: ReadableAnswer, outcomes: readonly RecordOutcome[]): boolean {
  const { status, completedAt, counts } = answer;
  const exported = outcomes.filter(({ result }) => result.startsWith('EXPORTIERT')).length;
  const all = exported === outcomes.length;
  return (
    (status !== undefined && (status === 0) !== all) ||
    (completedAt !== undefined) !== all ||
    (counts.total ?? outcomes.length) !== outcomes.length ||
    (counts.imported ?? exported) !== exported ||
    (counts.failed ?? outcomes.length - exported) !== outcomes.length - exported
  );
}
