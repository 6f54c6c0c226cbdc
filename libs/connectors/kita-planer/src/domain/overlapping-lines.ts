/** What an overlap depends on. */
interface ContractPeriod {
  readonly childId: string;
  readonly from: string;
  readonly until?: string;
  readonly changeFrom?: string;
  readonly terminatedOn?: string;
}

/**
 * KP-P08: the positions of all lines that claim the same days of one KIND_ID_EXTERN.
 *
 * A line holds from its start – or its change's start – to the earlier of its end and its notice. One
 * without an end gives way to a change that starts after it; two lines with one start never do,
 * because the Kita-Planer would take one for the other.
 */
export function overlappingLines(lines: readonly ContractPeriod[]): ReadonlySet<number> {
  const overlapping = new Set<number>();
  lines.forEach((one, i) => {
    lines.slice(i + 1).forEach((other, offset) => {
      if (one.childId !== other.childId || !overlap(one, other)) return;
      overlapping.add(i).add(i + 1 + offset);
    });
  });
  return overlapping;
}

function overlap(one: ContractPeriod, other: ContractPeriod): boolean {
  const [first, second] = start(one) <= start(other) ? [one, other] : [other, one];
  if (start(first) === start(second)) return true;

  const openEnded = !first.until && !first.terminatedOn;
  return openEnded ? !second.changeFrom : start(second) <= end(first);
}

const start = ({ from, changeFrom }: ContractPeriod): string => changeFrom ?? from;

/** ISO 8601 days compare as text; ‘9’ comes after every one of them. */
const end = ({ until, terminatedOn }: ContractPeriod): string => {
  const [one, other] = [until ?? '9', terminatedOn ?? '9'];
  return one < other ? one : other;
};
