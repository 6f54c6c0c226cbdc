import { KeyGraph } from './key-graph';
import type { Links } from './links';
import type { Namespace } from './namespace';

export interface Keyed {
  readonly key: string;
}

export interface Stored {
  readonly id: string;
  readonly referrer?: string;
}

/** How a key named a record: the service's own key we stored, our key the service stored, or both. */
export type KeyRule = 'both keys' | 'link' | 'referrer';

/** Which key is believed where the two contradict; `ask` believes neither. */
export type KeyStrategy = 'ask' | 'link' | 'referrer';

export interface KeyRules {
  readonly links: Links;
  readonly namespace: Namespace;
  readonly strategy?: KeyStrategy;
}

export interface KeyPair<L, R> {
  readonly local: L;
  readonly remote: R;
  readonly because: KeyRule;
}

/** Records the keys entangle; nothing is done with them unless a person says what. */
export interface KeyConflict<L, R> {
  readonly locals: readonly L[];
  readonly remotes: readonly R[];
}

export interface KeyMatches<L, R> {
  readonly pairs: readonly KeyPair<L, R>[];
  readonly conflicts: readonly KeyConflict<L, R>[];
  readonly openLocals: readonly L[];
  readonly openRemotes: readonly R[];
}

/**
 * Pairs the records that one of the two keys names unambiguously (case 1 of persons and of groups).
 *
 * A record named by keys that contradict, or wanted by several, is in a conflict together with all
 * records it is entangled with. Independent of the order of either list; linear in their length.
 */
export function matchByKeys<L extends Keyed, R extends Stored>(
  locals: readonly L[],
  remotes: readonly R[],
  rules: KeyRules,
): KeyMatches<L, R> {
  const graph = new KeyGraph(locals, remotes, rules);
  const conflicts: KeyConflict<L, R>[] = [];
  const pairs: KeyPair<L, R>[] = [];
  const settled = new Set<L | R>();

  for (const tangle of graph.tangles()) {
    const resolved = believe(rules.strategy ?? 'ask', graph, tangle);
    pairs.push(...resolved.pairs);
    if (resolved.conflict) conflicts.push(resolved.conflict);
    for (const record of [...tangle.remotes, ...resolved.settledLocals]) settled.add(record);
  }

  const openRemotes: R[] = [];
  for (const remote of remotes) {
    if (settled.has(remote)) continue;
    const { link, referrer } = graph.namedBy(remote);
    const local = link ?? referrer;
    if (local === undefined) {
      openRemotes.push(remote);
      continue;
    }
    const because = link ? (referrer ? 'both keys' : 'link') : 'referrer';
    pairs.push({ local, remote, because });
    settled.add(local);
  }
  return { pairs, conflicts, openLocals: locals.filter((local) => !settled.has(local)), openRemotes };
}

interface Resolution<L, R> {
  readonly pairs: readonly KeyPair<L, R>[];
  readonly conflict?: KeyConflict<L, R>;
  /** Locals that are paired or remain in conflict; the others go on to be matched. */
  readonly settledLocals: readonly L[];
}

/** Unties a tangle by the key the strategy believes, as far as that key names one record on both sides. */
function believe<L extends Keyed, R extends Stored>(
  strategy: KeyStrategy,
  graph: KeyGraph<L, R>,
  { locals, remotes }: KeyConflict<L, R>,
): Resolution<L, R> {
  if (strategy === 'ask') return { pairs: [], conflict: { locals, remotes }, settledLocals: locals };

  const wanted = new Map<L, R[]>();
  for (const remote of remotes) {
    const local = graph.namedBy(remote)[strategy];
    if (local) wanted.set(local, [...(wanted.get(local) ?? []), remote]);
  }
  const pairs: KeyPair<L, R>[] = [];
  const stillWanted: L[] = [];
  for (const [local, [remote, ...rivals]] of wanted) {
    if (remote && rivals.length === 0) pairs.push({ local, remote, because: strategy });
    else stillWanted.push(local);
  }
  const paired = new Set(pairs.map(({ remote }) => remote));
  const left = { locals: stillWanted, remotes: remotes.filter((remote) => !paired.has(remote)) };
  return {
    pairs,
    ...(left.remotes.length > 0 && { conflict: left }),
    settledLocals: [...pairs.map(({ local }) => local), ...stillWanted],
  };
}
