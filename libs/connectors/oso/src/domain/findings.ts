import { holdsPersonalNumber, isPersonalNumberField } from './elfproef';
import { forms } from './profile';

export const complaintCodes = [
  'ATTACHMENT_INVALID',
  'ATTACHMENTS_TOO_LARGE',
  'BRIN_INVALID',
  'DATE_INVALID',
  'FIELD_REQUIRED',
  'FIELD_UNKNOWN',
  'INDEX_INVALID',
  'KENMERK_INVALID',
  'KOPPELSLEUTEL_INVALID',
  'LIST_TOO_LONG',
  'NOTICE_INVALID',
  'PERSONAL_NUMBER',
  'TEXT_INVALID',
  'TEXT_TOO_LONG',
  'TYPE_INVALID',
] as const;

export type ComplaintCode = (typeof complaintCodes)[number];

/** What is wrong where; never the value. */
export interface Complaint {
  readonly pointer: string;
  readonly code: ComplaintCode;
}

interface TextRule {
  readonly longest?: number;
  readonly form?: RegExp;
  /** Said when the form does not fit. */
  readonly code?: ComplaintCode;
}

/** Characters XML 1.0 cannot carry, and halves of characters. */
const UNSENDABLE = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Collects everything that is wrong, and reads the values that are not. */
export class Findings {
  readonly complaints: Complaint[] = [];

  add(pointer: string, code: ComplaintCode): void {
    this.complaints.push({ pointer, code });
  }

  object(given: unknown, at: string): Record<string, unknown> | undefined {
    if (typeof given === 'object' && given !== null && !Array.isArray(given))
      return given as Record<string, unknown>;
    this.add(at, given === undefined || given === null ? 'FIELD_REQUIRED' : 'TYPE_INVALID');
    return undefined;
  }

  only(given: Record<string, unknown>, at: string, known: readonly string[]): void {
    for (const name of Object.keys(given))
      if (!known.includes(name) && !isPersonalNumberField(name)) this.add(`${at}/${name}`, 'FIELD_UNKNOWN');
  }

  text(given: unknown, at: string, rule: TextRule = {}): string {
    const complaint = typeof given === 'string' && given !== '' ? complaintAbout(given, rule) : absent(given);
    if (complaint) this.add(at, complaint);
    return typeof given === 'string' ? given : '';
  }

  /** A whole number from 0, which is an index like any other. */
  index(given: unknown, at: string): string {
    if (given === undefined || given === null) this.add(at, 'FIELD_REQUIRED');
    else if (typeof given !== 'number' || !forms.index.test(String(given))) this.add(at, 'INDEX_INVALID');
    return String(given);
  }
}

const absent = (given: unknown): ComplaintCode =>
  given === undefined || given === null || given === '' ? 'FIELD_REQUIRED' : 'TYPE_INVALID';

function complaintAbout(
  text: string,
  { longest = 100, form, code = 'TEXT_INVALID' }: TextRule,
): ComplaintCode | undefined {
  if (text.length > longest) return 'TEXT_TOO_LONG';
  if (form && !form.test(text)) return code;
  if (UNSENDABLE.test(text)) return 'TEXT_INVALID';
  return !form && holdsPersonalNumber(text) ? 'PERSONAL_NUMBER' : undefined;
}
