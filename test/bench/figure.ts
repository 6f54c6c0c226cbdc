/** One line of the result. `meets` is null where there is no goal, or nothing to compare with. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same thing done bare, in the same run. */
  readonly floor: number | null;
  /** Median of the rounds' own ratios, which the machine's moods disturb less than the two medians. */
  readonly ratio: number | null;
  readonly goal: string | null;
  readonly meets: boolean | null;
}

/** What a figure has to be: its value, or its ratio to the floor, at most or at least so much. */
export interface Goal {
  readonly of: 'value' | 'ratio';
  readonly limit: number;
  readonly kind: 'at most' | 'at least';
}

export const atMost = (limit: number, of: Goal['of'] = 'value'): Goal => ({ of, limit, kind: 'at most' });
export const atLeast = (limit: number, of: Goal['of'] = 'value'): Goal => ({ of, limit, kind: 'at least' });

/** Medians over the rounds. Without floors, or with a single number for it, there is nothing to relate. */
export function figure(
  name: string,
  unit: string,
  values: readonly number[],
  { floors, goal }: { readonly floors?: readonly number[]; readonly goal?: Goal } = {},
): Figure {
  const value = median(values);
  const ratio = floors ? median(values.map((one, round) => one / (floors[round] ?? NaN))) : null;
  const compared = goal?.of === 'ratio' ? ratio : value;
  return {
    name,
    value: rounded(value),
    unit,
    floor: floors ? rounded(median(floors)) : null,
    ratio: ratio === null ? null : rounded(ratio),
    goal: goal ? `${goal.of} ${goal.kind} ${goal.limit}` : null,
    meets: goal && compared !== null ? isMet(goal, compared) : null,
  };
}

const isMet = ({ kind, limit }: Goal, value: number): boolean =>
  kind === 'at most' ? value <= limit : value >= limit;

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The smallest value that is not exceeded by this share of all. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

/** How values grow with sizes: 1 if twice the size takes twice as much, 2 if four times as much; least squares. */
export function exponent(sizes: readonly number[], values: readonly number[]): number {
  const average = (numbers: readonly number[]): number =>
    numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const [x, y] = [sizes.map(Math.log), values.map(Math.log)];
  const [middle, level] = [average(x), average(y)];
  const over = x.reduce((sum, one, at) => sum + (one - middle) * ((y[at] ?? NaN) - level), 0);
  return over / x.reduce((sum, one) => sum + (one - middle) ** 2, 0);
}

/** Three digits that count; more would pretend to know. */
const rounded = (value: number): number => Number(value.toPrecision(3));

/** Columns aligned, numbers to the right. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, unit, floor, ratio, goal, meets }) => [
    name,
    String(value),
    unit,
    String(floor ?? ''),
    String(ratio ?? ''),
    goal ?? '',
    meets === null ? '' : meets ? 'yes' : 'NO',
  ]);
  const all = [['figure', 'value', 'unit', 'floor', 'ratio', 'goal', 'meets'], ...rows];
  const widths = [0, 1, 2, 3, 4, 5, 6].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  const toTheRight = [1, 3, 4];
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          toTheRight.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
