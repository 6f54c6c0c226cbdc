import { momentOf, type Cell, type Table } from './table';

/** What a spreadsheet would take for the beginning of a formula, blanks in front included. */
const FORMULA = /^\s*[=+\-@|%\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * A table as spreadsheets of this continent open it: UTF-8 with a byte order mark, semicolons, CRLF. What
 * looks like a formula gets an apostrophe in front, so that nobody's name runs anything.
 */
export async function* csvOf({ columns, rows }: Table): AsyncGenerator<string> {
  yield `\uFEFF${lineOf(columns.map(({ heading }) => heading))}`;
  for await (const part of rows) yield part.map(lineOf).join('');
}

const lineOf = (row: readonly Cell[]): string => `${row.map(cellOf).join(';')}\r\n`;

function cellOf(value: Cell): string {
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return momentOf(value);
  const text = value ?? '';
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[;"\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
