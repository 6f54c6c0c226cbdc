import { isDate, isDeletionTime } from './calendar';
import type { CodeList } from './code-lists';
import type { Finding, FindingCode, SnapshotRules } from './check-snapshot';

/** Collects what is wrong with the values of one record. */
export class ValueCheck {
  readonly findings: Finding[] = [];

  constructor(
    private readonly key: string,
    private readonly rules: SnapshotRules,
  ) {}

  found(code: FindingCode, path: string, expected?: string): void {
    this.findings.push({
      code,
      path,
      key: this.key,
      refuses: 'record',
      ...(expected !== undefined && { expected }),
    });
  }

  recordKey(value: string, path: string): void {
    if (value.trim() === '' || isUnprintable(value)) this.found('KEY_INVALID', path);
    this.length(value, path, 200);
  }

  /** Present and not blank. */
  required(value: string, path: string, longest = 256): void {
    if (value.trim() === '') this.found('TEXT_MISSING', path);
    this.text(value, path, longest);
  }

  text(value: string | undefined, path: string, longest = 256): void {
    if (value === undefined) return;
    if (isUnprintable(value)) this.found('TEXT_INVALID', path);
    this.length(value, path, longest);
  }

  texts(values: readonly string[] = [], path: string, longest: number): void {
    values.forEach((value, index) => this.text(value, `${path}[${index}]`, longest));
  }

  code(list: CodeList, value: string | undefined, path: string): void {
    if (value === undefined || value === '') return;
    if (!this.rules.codes.knows(list, value)) this.found('CODE_UNKNOWN', path, list);
  }

  codes(list: CodeList, values: readonly string[] = [], path: string): void {
    values.forEach((value, index) => this.code(list, value, `${path}[${index}]`));
  }

  date(value: string | undefined, path: string): void {
    if (value !== undefined && value !== '' && !isDate(value)) this.found('DATE_INVALID', path);
  }

  birthDate(value: string | undefined, path: string): void {
    this.date(value, path);
    if (value !== undefined && isDate(value) && value > this.rules.today) this.found('DATE_INVALID', path);
  }

  deletionTime(value: string | undefined, path: string): void {
    if (value !== undefined && value !== '' && !isDeletionTime(value)) this.found('DATE_INVALID', path);
  }

  private length(value: string, path: string, longest: number): void {
    if (value.length > longest) this.found('TEXT_TOO_LONG', path, String(longest));
  }
}

/** Control characters and halves of characters. */
const isUnprintable = (text: string): boolean => /[\p{Cc}\p{Cs}]/u.test(text);
