import { actionsFor, type ListedDelivery } from '@gateway/delivery';
import type { BatchAction } from './record-acts';

/** So many go ahead of all others: a batch that is wrong shows it there. */
export const CANARY = 5;

interface Share {
  readonly name: string;
  readonly count: number;
}

/** What an act would do, before anybody has said yes. */
export interface Plan {
  /** Oldest first, as they must go. */
  readonly ids: readonly string[];
  readonly byCause: readonly Share[];
  readonly byDestination: readonly Share[];
  /** By what keeps the act from them: a version that was replaced, or the state they are in. */
  readonly skipped: readonly Share[];
}

type Planned = Pick<ListedDelivery, 'id' | 'state' | 'heldBecause' | 'replacedSince' | 'cause' | 'refs'>;

/** Tells what the act can be done with from what it has to pass over. */
export function planOf(
  records: readonly Planned[],
  action: BatchAction,
  destinationOf: (refs: ListedDelivery['refs']) => string,
): Plan {
  const isAble = (record: Planned): boolean => actionsFor(record).includes(action);
  const able = records.filter(isAble);
  return {
    ids: able.map(({ id }) => id).sort(),
    byCause: shares(able.map(({ cause }) => cause ?? '')),
    byDestination: shares(able.map(({ refs }) => destinationOf(refs))),
    skipped: shares(records.filter((record) => !isAble(record)).map(obstacle)),
  };
}

const obstacle = ({ state, heldBecause, replacedSince }: Planned): string => {
  if (replacedSince !== null) return 'superseded';
  return heldBecause === null ? state : `${state}:${heldBecause}`;
};

/** Most first, then by name. */
function shares(names: readonly string[]): Share[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((one, other) => other.count - one.count || (one.name < other.name ? -1 : 1));
}

/** What the first few say about all others: go on, wait for the partner's word, or stop. */
export function canaryVerdict(states: readonly ListedDelivery['state'][]): 'go-on' | 'wait' | 'stop' {
  if (states.some((state) => state === 'delivered')) return 'go-on';
  return states.some((state) => state === 'accepted' || state === 'sending') ? 'wait' : 'stop';
}
