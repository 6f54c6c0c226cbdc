import {
  matchByKeys,
  type Keyed,
  type KeyConflict,
  type KeyRule,
  type KeyRules,
  type Stored,
} from './match-keys';

export interface NaturalKeyRules<L, R> extends KeyRules {
  /** What names the record without either key; `undefined` if nothing can name it yet. */
  readonly naturalKeyOfLocal: (local: L) => string | undefined;
  readonly naturalKeyOfRemote: (remote: R) => string | undefined;
  /** Whether a key may join these two; contradicting parents make a conflict of them. */
  readonly compatible: (local: L, remote: R) => boolean;
}

export interface NaturalMatches<L, R> {
  readonly pairs: readonly {
    readonly local: L;
    readonly remote: R;
    readonly because: KeyRule | 'natural key';
  }[];
  readonly conflicts: readonly KeyConflict<L, R>[];
  readonly openLocals: readonly L[];
  readonly openRemotes: readonly R[];
}

/** Pairs by key, then by natural key where it is unique on both sides (dossier 8, rows 21 and 22). */
export function matchByNaturalKeys<L extends Keyed, R extends Stored>(
  locals: readonly L[],
  remotes: readonly R[],
  rules: NaturalKeyRules<L, R>,
): NaturalMatches<L, R> {
  const keyed = matchByKeys(locals, remotes, rules);
  const torn = keyed.pairs.filter(({ local, remote }) => !rules.compatible(local, remote));
  const sound = keyed.pairs.filter(({ local, remote }) => rules.compatible(local, remote));
  const conflicts = [
    ...keyed.conflicts,
    ...torn.map(({ local, remote }) => ({ locals: [local], remotes: [remote] })),
  ];

  const byNaturalKey = unique(keyed.openLocals, rules.naturalKeyOfLocal);
  const settled = new Set<L | R>();
  const natural = [...unique(keyed.openRemotes, rules.naturalKeyOfRemote)].flatMap(([key, remote]) => {
    const local = byNaturalKey.get(key);
    if (!local || !remote) return [];
    settled.add(local).add(remote);
    return [{ local, remote, because: 'natural key' as const }];
  });
  return {
    pairs: [...sound, ...natural],
    conflicts,
    openLocals: keyed.openLocals.filter((local) => !settled.has(local)),
    openRemotes: keyed.openRemotes.filter((remote) => !settled.has(remote)),
  };
}

/** By key; `undefined` where several share it. */
function unique<T>(
  records: readonly T[],
  keyOf: (record: T) => string | undefined,
): Map<string, T | undefined> {
  const byKey = new Map<string, T | undefined>();
  for (const record of records) {
    const key = keyOf(record);
    if (key !== undefined) byKey.set(key, byKey.has(key) ? undefined : record);
  }
  return byKey;
}
