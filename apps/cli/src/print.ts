type Row = Readonly<Record<string, unknown>>;

/** Shows rows as a table for people, or as JSON for programs. */
export function print(rows: readonly Row[] | Row, { json = false }: { readonly json?: boolean }): void {
  if (json) console.log(JSON.stringify(rows, null, 2));
  else if (!Array.isArray(rows))
    for (const [name, value] of Object.entries(rows)) console.log(`${name}: ${textOf(value)}`);
  else if (rows.length === 0) console.log('Nothing there.');
  else for (const line of tableOf(rows as readonly Row[])) console.log(line);
}

/** Columns of equal width under their names. */
export function tableOf(rows: readonly Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [names, ...rows.map((row) => names.map((name) => textOf(row[name])))];
  const widths = names.map((_, column) => Math.max(...cells.map((line) => [...(line[column] ?? '')].length)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [head, widths.map((width) => '─'.repeat(width)).join('  '), ...body];
}

const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - [...text].length));

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}
