/** A person's answer to whether two records are the same. */
export interface PairDecision {
  readonly key: string;
  readonly remoteId: string;
  readonly same: boolean;
  /**
   * The service's revision when it was answered. A yes is void once the record has moved on; a no is not,
   * so that nobody is asked twice.
   */
  readonly revision: string;
}

/** What people have answered so far. */
export class PairDecisions {
  private readonly refused = new Map<string, Set<string>>();
  private readonly accepted: PairDecision[] = [];

  constructor(decisions: Iterable<PairDecision> = []) {
    for (const decision of decisions) {
      if (decision.same) this.accepted.push(decision);
      else this.refuse(decision);
    }
  }

  /** Whether somebody said that these two are not the same. */
  areDifferent(key: string, remoteId: string): boolean {
    return this.refused.get(key)?.has(remoteId) ?? false;
  }

  /** Whether anything was refused for this local record at all. */
  concern(key: string): boolean {
    return this.refused.has(key);
  }

  /**
   * The pairs somebody confirmed among these records, unless the confirmation is void or two confirmations
   * contradict each other.
   */
  confirmed<L extends { key: string }, R extends { id: string; revision: string }>(
    locals: readonly L[],
    remotes: readonly R[],
  ): [L, R][] {
    if (this.accepted.length === 0) return [];
    const localByKey = new Map(locals.map((local) => [local.key, local]));
    const remoteById = new Map(remotes.map((remote) => [remote.id, remote]));
    const claims = new Map<L | R, number>();
    const pairs = new Map<string, [L, R]>();
    for (const { key, remoteId, revision } of this.accepted) {
      const [local, remote] = [localByKey.get(key), remoteById.get(remoteId)];
      if (!local || remote?.revision !== revision || this.areDifferent(key, remoteId)) continue;
      pairs.set(`${key}\n${remoteId}`, [local, remote]);
    }
    for (const pair of pairs.values()) {
      for (const record of pair) claims.set(record, (claims.get(record) ?? 0) + 1);
    }
    return [...pairs.values()].filter((pair) => pair.every((record) => claims.get(record) === 1));
  }

  private refuse({ key, remoteId }: PairDecision): void {
    const ids = this.refused.get(key);
    if (ids) ids.add(remoteId);
    else this.refused.set(key, new Set([remoteId]));
  }
}
