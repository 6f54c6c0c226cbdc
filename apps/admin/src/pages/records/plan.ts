import type { RecordAction, RecordRow } from '../../api/records';

export interface Share {
  readonly name: string;
  readonly count: number;
}

/** What an act would do, before anybody has said yes. */
export interface Plan {
  /** Oldest first, as they must go. */
  readonly ids: readonly string[];
  readonly byCause: readonly Share[];
  readonly byFacility: readonly Share[];
  /** What the state of the record does not allow, by status. */
  readonly skipped: readonly Share[];
}

export function planOf(rows: readonly RecordRow[], action: RecordAction): Plan {
  const able = rows.filter(({ actions }) => actions.includes(action));
  const unable = rows.filter(({ actions }) => !actions.includes(action));
  return {
    ids: [...able].sort((one, other) => (one.acceptedAt < other.acceptedAt ? -1 : 1)).map(({ id }) => id),
    byCause: shares(able, ({ code }) => code ?? ''),
    byFacility: shares(able, ({ kitaId }) => kitaId),
    skipped: shares(unable, ({ status }) => status),
  };
}

/** Most first. */
function shares(rows: readonly RecordRow[], nameOf: (row: RecordRow) => string): Share[] {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

/** So many go ahead of all others: a batch that is wrong shows it there. */
export const CANARY = 5;

const AT_ONCE = 200;

/** In which portions a batch is done. */
export function portionsOf(ids: readonly string[]): string[][] {
  const portions = [ids.slice(0, CANARY)];
  for (let from = CANARY; from < ids.length; from += AT_ONCE) portions.push(ids.slice(from, from + AT_ONCE));
  return portions.map((portion) => [...portion]).filter((portion) => portion.length > 0);
}
