import type {
  AnswerHint,
  AnswerRecord,
  AnswerWarning,
  CallAnswer,
  ReadableAnswer,
} from '../domain/call-answer';
import { parseAnswer } from './parse-answer';
import { fieldOf, recordIdKey } from './wire';

type Json = Readonly<Record<string, unknown>>;

/**
 * KP-P1, chapter 5.2: reads what the Kita-Planer said, tolerant of everything that leaves no doubt about
 * its meaning. Our envelope is an object with a whole number as its `status` or a list `datensaetze`.
 */
export function readAnswer(body: Buffer): CallAnswer {
  const parsed = parseAnswer(body);
  if (!parsed.readable || !isObject(parsed.value)) return { readable: false, because: 'ANTWORT_UNLESBAR' };

  const { value: envelope, duplicates } = parsed;
  if (duplicates.has('/status') || duplicates.has('/datensaetze')) {
    return { readable: false, because: 'ANTWORT_WIDERSPRUECHLICH' };
  }

  const list = own(envelope, 'datensaetze') ?? [];
  const status = wholeNumber(own(envelope, 'status'));
  const isOurs = Array.isArray(list) && (status !== undefined || list.length > 0);
  if (!isOurs) return { readable: false, because: 'ANTWORT_UNLESBAR' };

  const warnings = new Set<AnswerWarning>();
  if (duplicates.size > 0) warnings.add('SCHLUESSEL_DOPPELT');
  if (parsed.replacedCharacters) warnings.add('ZEICHENSATZ');
  if (isText(own(envelope, 'status'))) warnings.add('STATUS_ALS_TEXT');

  const records = list.map((item: unknown, index) =>
    readRecord(isObject(item) ? item : {}, repeatedKeys(duplicates, index), warnings),
  );
  return {
    readable: true,
    ...readEnvelope(envelope),
    ...defined({ status }),
    records,
    warnings: [...warnings],
  };
}

const readEnvelope = (envelope: Json): Omit<ReadableAnswer, 'records' | 'warnings'> => ({
  ...defined({
    errorCode: code(own(envelope, 'fehlercode')),
    message: text(own(envelope, 'fehlermeldung')),
    sourceId: code(own(envelope, 'datenquelleId')),
    completedAt: text(own(envelope, 'erledigtAm'))?.slice(0, 40),
  }),
  counts: defined({
    total: wholeNumber(own(envelope, 'anzahlDatensaetze')),
    imported: wholeNumber(own(envelope, 'anzahlImportiert')),
    failed: wholeNumber(own(envelope, 'anzahlFehler')),
  }),
});

/** Keys that decide what is done with a record. */
const deciding = ['status', 'fehlermeldung', 'KITA_ID_EXTERN', 'KIND_ID_EXTERN', recordIdKey];

const repeatedKeys = (duplicates: ReadonlySet<string>, index: number): boolean =>
  deciding.some((key) => duplicates.has(`/datensaetze/${index}/${key}`));

function readRecord(record: Json, hasRepeatedKeys: boolean, warnings: Set<AnswerWarning>): AnswerRecord {
  const status = own(record, 'status');
  const message = own(record, 'fehlermeldung');
  if (isText(status) && wholeNumber(status) !== undefined) warnings.add('STATUS_ALS_TEXT');
  return {
    ...defined({
      id: identifier(own(record, recordIdKey)),
      kitaId: identifier(own(record, 'KITA_ID_EXTERN')),
      childId: identifier(own(record, 'KIND_ID_EXTERN')),
      status: wholeNumber(status),
      errorCode: code(own(record, 'fehlercode')),
      message: text(message),
    }),
    hints: readHints(own(record, 'hinweise')),
    contradictory: hasRepeatedKeys || (message !== null && typeof message === 'object'),
  };
}

const maxHints = 50;

const readHints = (value: unknown): AnswerHint[] =>
  (Array.isArray(value) ? value : [value]).slice(0, maxHints).flatMap((hint): AnswerHint[] => {
    if (!isObject(hint)) return text(hint) ? [{ text: text(hint) ?? '', fields: [] }] : [];

    const names = own(hint, 'felder');
    return [
      {
        ...defined({ code: code(own(hint, 'code')) }),
        text: text(own(hint, 'text')) ?? '',
        fields: (Array.isArray(names) ? names : []).filter(isFieldName).slice(0, maxHints).map(fieldOf),
      },
    ];
  });

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === 'string';

const isFieldName = (value: unknown): value is string =>
  isText(value) && /^[\p{Lu}\p{M}\d_]{1,64}$/u.test(value);

/** Nothing inherited: `__proto__` and `constructor` are words like any other. */
const own = (object: Json, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

/** A whole number, or a text that is exactly one. */
function wholeNumber(value: unknown): number | undefined {
  const number = isText(value) && /^-?\d{1,9}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}

/** Codes and numbers that may be shown and logged; whatever else stands there may be anything. */
function code(value: unknown): string | undefined {
  const shown = typeof value === 'number' ? String(value) : value;
  return isText(shown) && /^[\w.-]{1,64}$/.test(shown) ? shown : undefined;
}

/** Keys are compared exactly as they came; case and leading zeros matter. */
const identifier = (value: unknown): string | undefined =>
  isText(value) && value !== '' ? value.normalize('NFC') : undefined;

const maxText = 10_000;

/** A text for people, verbatim; undefined for none. */
function text(value: unknown): string | undefined {
  const shown = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  return isText(shown) && shown.trim() !== '' ? shown.slice(0, maxText) : undefined;
}

/** The object without its undefined properties. */
const defined = <T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
