/** A column, its SQL type, and what a row has in it. */
export type BatchColumn<Row> = readonly [name: string, type: string, value: (row: Row) => unknown];

export interface Batch {
  /** `unnest(…) as u (…)`, to be read from like a table. */
  readonly source: string;
  readonly parameters: readonly unknown[];
  /** The next free parameter, such as `$12`. */
  readonly next: string;
}

/** Many rows as one parameter per column, so that the statement is the same for one row or thousands. */
export function batchOf<Row>(columns: readonly BatchColumn<Row>[], rows: readonly Row[]): Batch {
  const arrays = columns.map(([, type], index) => `$${index + 1}::${type}[]`);
  return {
    source: `unnest(${arrays.join(', ')}) as u (${columns.map(([name]) => name).join(', ')})`,
    parameters: columns.map(([, , value]) => rows.map(value)),
    next: `$${columns.length + 1}`,
  };
}

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
