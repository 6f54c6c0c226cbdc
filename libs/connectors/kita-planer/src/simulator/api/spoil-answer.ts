import type { Answer, AnswerRecord } from './import-answer';
import type { Fault, FaultKind } from './faults';

/** The answer as this fault leaves it: well-formed JSON that says something wrong. Others leave it as it is. */
export function spoilAnswer(answer: Answer, fault: Fault | undefined): Answer {
  const spoil = fault && (SPOILERS[fault.art] as Spoiler<FaultKind> | undefined);
  return spoil ? { ...answer, ...spoil(answer, fault) } : answer;
}

type Spoiler<K extends FaultKind> = (answer: Answer, fault: Extract<Fault, { art: K }>) => Partial<Answer>;

const SPOILERS: { readonly [K in FaultKind]?: Spoiler<K> } = {
  'fehlende-datensaetze': ({ datensaetze }, { n }) => ({
    datensaetze: datensaetze.slice(0, Math.max(0, datensaetze.length - n)),
  }),
  'fremder-datensatz': ({ datensaetze }, { n = 1 }) => ({
    datensaetze: [...datensaetze, ...Array<AnswerRecord>(n).fill(STRANGER)],
  }),
  'doppelter-datensatz': ({ datensaetze }, { widerspruch = true }) => ({
    datensaetze: twice(datensaetze, widerspruch),
  }),
  'umgekehrte-reihenfolge': ({ datensaetze }) => ({ datensaetze: datensaetze.toReversed() }),
  'ohne-id': ({ datensaetze }) => ({ datensaetze: datensaetze.map(withoutId) }),
  'status-als-text': ({ status, datensaetze }) => ({
    status: String(status),
    datensaetze: datensaetze.map(statusAsText),
  }),
};

const STRANGER: AnswerRecord = {
  DATENSATZ_ID: '00000000-0000-4000-8000-000000000000',
  KITA_ID_EXTERN: 'KITA-471',
  KIND_ID_EXTERN: 'K00000',
  status: 0,
  nachricht: 'importiert',
  fehlermeldung: null,
  fehlercode: null,
  hinweise: [],
};

function twice(records: readonly AnswerRecord[], contradict: boolean): readonly AnswerRecord[] {
  const [first] = records;
  if (!first) return records;
  return [...records, contradict ? opposite(first) : first];
}

const opposite = (record: AnswerRecord): AnswerRecord =>
  record.status === 0
    ? { ...record, status: 1, nachricht: 'Fehler', fehlermeldung: 'Der Datensatz wurde nicht importiert.' }
    : { ...record, status: 0, nachricht: 'importiert', fehlermeldung: null, fehlercode: null };

/** JSON leaves out what is undefined. */
const withoutId = (record: AnswerRecord): AnswerRecord => ({ ...record, DATENSATZ_ID: undefined });

const statusAsText = (record: AnswerRecord): AnswerRecord => ({ ...record, status: String(record.status) });
