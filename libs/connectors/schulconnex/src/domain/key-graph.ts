import type { Keyed, KeyConflict, KeyRules, Stored } from './match-keys';
import { orderedBy } from './order';

/** The local records the two keys of a remote record name. */
export interface Named<L> {
  readonly link: L | undefined;
  readonly referrer: L | undefined;
}

/** Who names whom by key, and where that gets entangled. */
export class KeyGraph<L extends Keyed, R extends Stored> {
  private readonly byKey = new Map<string, L>();
  /** The remotes that want a local; a single one is kept without a list, as is nearly always the case. */
  private readonly suitors = new Map<L, R | R[]>();
  private readonly doubtful: R[] = [];

  constructor(
    locals: readonly L[],
    remotes: readonly R[],
    private readonly rules: KeyRules,
  ) {
    for (const local of locals) this.byKey.set(local.key, local);
    for (const remote of remotes) this.add(remote);
  }

  namedBy(remote: R): Named<L> {
    const { links, namespace } = this.rules;
    return {
      link: this.local(links.keyOf(remote.id)),
      referrer: this.local(namespace.keyIn(remote.referrer)),
    };
  }

  /** Every group of records that contradicting or competing keys tie together, members sorted by key. */
  tangles(): KeyConflict<L, R>[] {
    const seen = new Set<L | R>();
    const tangles: KeyConflict<L, R>[] = [];
    for (const start of this.doubtful) {
      if (!seen.has(start)) tangles.push(this.reachable(start, seen));
    }
    return orderedBy(tangles, ({ remotes }) => remotes[0]?.id ?? '');
  }

  private add(remote: R): void {
    const { link, referrer } = this.namedBy(remote);
    if (link && referrer && link !== referrer) this.doubtful.push(remote);
    if (link) this.court(link, remote);
    if (referrer && referrer !== link) this.court(referrer, remote);
  }

  private court(local: L, remote: R): void {
    const suitors = this.suitors.get(local);
    if (suitors === undefined) {
      this.suitors.set(local, remote);
      return;
    }
    this.doubtful.push(remote);
    if (Array.isArray(suitors)) suitors.push(remote);
    else this.suitors.set(local, [suitors, remote]);
  }

  private reachable(start: R, seen: Set<L | R>): KeyConflict<L, R> {
    const locals: L[] = [];
    const remotes: R[] = [];
    const queue: R[] = [start];
    seen.add(start);
    for (const remote of queue) {
      remotes.push(remote);
      const { link, referrer } = this.namedBy(remote);
      for (const local of [link, referrer]) {
        if (!local || seen.has(local)) continue;
        seen.add(local);
        locals.push(local);
        const unseen = this.suitorsOf(local).filter((suitor) => !seen.has(suitor));
        for (const suitor of unseen) {
          seen.add(suitor);
          queue.push(suitor);
        }
      }
    }
    return { locals: orderedBy(locals, ({ key }) => key), remotes: orderedBy(remotes, ({ id }) => id) };
  }

  private suitorsOf(local: L): readonly R[] {
    const suitors = this.suitors.get(local);
    if (suitors === undefined) return [];
    return Array.isArray(suitors) ? suitors : [suitors];
  }

  private local(key: string | undefined): L | undefined {
    return key === undefined ? undefined : this.byKey.get(key);
  }
}
