import { setImmediate as letOthersIn } from 'node:timers/promises';
import { validateSync, type ValidationError } from 'class-validator';
import type { CareRecord } from '../domain/care-record';
import { CareRecordInput } from './care-record.input';
import { shaped, type ComplaintCode } from './constraints';

/** One thing that is wrong with what the caller sent. Says where, never what. */
export interface Complaint {
  /** RFC 6901, from the root of the list: `/3/child/birthDate`. */
  readonly pointer: string;
  readonly code: ComplaintCode;
}

export interface ReadCareRecords {
  /** Those that can be taken, in their order. */
  readonly records: CareRecord[];
  readonly complaints: Complaint[];
}

/**
 * Reads a parsed list of {@link CareRecord}s and says everything that is wrong with it. Texts stay as
 * they were typed, decomposed accents included; they become NFC where a record is filled.
 *
 * @param from the position of the first in the caller's list
 */
export function readCareRecords(list: readonly unknown[], from = 0): ReadCareRecords {
  const records: CareRecord[] = [];
  const complaints: Complaint[] = [];
  list.forEach((item, index) => {
    const pointer = `/${from + index}`;
    const found = strangeParts(item, pointer, 0) ?? read(item, pointer, records);
    complaints.push(...found);
  });
  return { records, complaints };
}

/** Checking so many takes a few hundredths of a second. */
const AT_A_TIME = 50;

/** The same for thousands, with room for others in between. */
export async function readManyCareRecords(list: readonly unknown[]): Promise<ReadCareRecords> {
  const all: ReadCareRecords = { records: [], complaints: [] };
  for (let from = 0; from < list.length; from += AT_A_TIME) {
    if (from > 0) await letOthersIn();
    const { records, complaints } = readCareRecords(list.slice(from, from + AT_A_TIME), from);
    all.records.push(...records);
    all.complaints.push(...complaints);
  }
  return all;
}

function read(item: unknown, pointer: string, records: CareRecord[]): Complaint[] {
  const record = shaped(item, CareRecordInput) as CareRecordInput;
  const errors = validateSync(record, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  const complaints = errors.flatMap((error) => complaintsOf(error, pointer));
  if (complaints.length === 0) complaints.push(...duplicateLines(record, pointer));
  if (complaints.length === 0) records.push(record);
  return complaints;
}

function complaintsOf(
  { property, constraints = {}, children = [] }: ValidationError,
  at: string,
): Complaint[] {
  const pointer = `${at}/${escape(property)}`;
  const own = Object.entries(constraints).map(([name, message]) => ({
    pointer,
    code: codeOf(name, message),
  }));
  // Where our own constraint has spoken, the general one about nesting adds nothing.
  const first = own.find(({ code }) => code !== 'TYPE_INVALID') ?? own[0];
  return [...(first ? [first] : []), ...children.flatMap((child) => complaintsOf(child, pointer))];
}

const codeOf = (constraint: string, message: string): ComplaintCode => {
  if (constraint === 'whitelistValidation') return 'FIELD_UNKNOWN';
  return constraint === 'nestedValidation' ? 'TYPE_INVALID' : (message as ComplaintCode);
};

/** Two lines with one key would overwrite each other. */
function duplicateLines({ lines }: CareRecord, pointer: string): Complaint[] {
  const seen = new Set<string>();
  return lines.flatMap(({ agreement, line }, index) => {
    const key = `${line}/${agreement}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ pointer: `${pointer}/lines/${index}`, code: 'LINE_DUPLICATE' as const }];
  });
}

/** Deeper than anything we know; an unknown part is refused before it can cost anything. */
const maxDepth = 5;

/**
 * What must not reach the object builder: something that is no object at all, keys that reach into
 * prototypes, and bottomless nesting.
 */
function strangeParts(value: unknown, pointer: string, depth: number): Complaint[] | undefined {
  if (depth === 0 && (!isObject(value) || Array.isArray(value))) return [{ pointer, code: 'TYPE_INVALID' }];
  if (!isObject(value)) return undefined;
  if (depth > maxDepth) return [{ pointer, code: 'JSON_TOO_COMPLEX' }];

  for (const key of Object.keys(value)) {
    if (forbidden.has(key)) return [{ pointer: `${pointer}/${escape(key)}`, code: 'FIELD_UNKNOWN' }];

    const part = value[key];
    if (!isObject(part)) continue;

    const found = strangeParts(part, `${pointer}/${escape(key)}`, depth + 1);
    if (found) return found;
  }
  return undefined;
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Unknown keys are the caller's own text: shortened, so that nothing long comes back. */
const escape = (key: string): string => key.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
