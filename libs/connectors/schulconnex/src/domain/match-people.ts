import { PairDecisions, type PairDecision } from './decisions';
import { compareIdentities, FoldedIdentities, isComplete } from './identity';
import { Lookalikes } from './lookalikes';
import { matchByKeys, type KeyConflict, type KeyPair, type KeyRules } from './match-keys';
import type { LocalPerson, RemotePerson } from './person';
import { inOrder, type PersonMatch } from './person-match';

export interface PersonRules extends KeyRules {
  readonly decisions?: Iterable<PairDecision>;
  /** Keys of those who are to be synchronised; everybody if absent. Matching is against all in any case. */
  readonly selected?: ReadonlySet<string>;
  /** Our own controller (`mandant`); records of others are left alone. */
  readonly controller?: string;
  /** Update without asking although a referrer of ours leads nowhere (a restored backup). */
  readonly trustLikenessOverReferrer?: boolean;
}

/**
 * Decides what is to happen to every person either side knows.
 *
 * Follows Schulconnex, “Synchronisation mit dem primären Quellsystem”, Schritt 4, whose case numbers are
 * used here. Each case is tried on everybody before the next one is, so that a likeness never claims
 * somebody whom a key is about to name. The answer does not depend on the order of either list; every
 * remote person, and every local one, stands in exactly one match – locals a question waits for in a
 * match of their own. Takes time and memory in proportion to both lists.
 */
export function matchPeople(
  locals: readonly LocalPerson[],
  remotes: readonly RemotePerson[],
  rules: PersonRules,
): PersonMatch[] {
  const matching = new Matching(rules);
  const ours = matching.leaveForeign(remotes);
  const keyed = matchByKeys(locals, ours, rules);
  for (const pair of keyed.pairs) matching.pair(1, pair);
  for (const conflict of keyed.conflicts) matching.conflict(conflict);
  const left = matching.byLikeness(matching.byConfirmation(keyed.openLocals, keyed.openRemotes));
  matching.ask(left.locals, left.remotes);
  return matching.matches.sort(inOrder);
}

interface Open {
  readonly locals: readonly LocalPerson[];
  readonly remotes: readonly RemotePerson[];
}

/** The stages of one matching; each adds the matches it is certain of and leaves the rest. */
class Matching {
  readonly matches: PersonMatch[] = [];
  private readonly decisions: PairDecisions;
  private readonly identities = new FoldedIdentities();
  /** Those of case 2 whom only a lost key keeps from being updated. */
  private readonly onlyKeyLost = new Set<RemotePerson>();

  constructor(private readonly rules: PersonRules) {
    this.decisions = new PairDecisions(rules.decisions);
  }

  /** Whom another organisation released to us, or who belongs to another controller, is not ours to touch. */
  leaveForeign(remotes: readonly RemotePerson[]): readonly RemotePerson[] {
    const { controller } = this.rules;
    return remotes.filter((remote) => {
      const released = remote.contexts.length > 0 && remote.contexts.every((context) => context.released);
      const foreign = controller !== undefined && (remote.controller ?? controller) !== controller;
      if (!released && !foreign) return true;
      const because = released ? 'released by others' : 'another controller';
      this.matches.push({ case: 'foreign', action: 'none', because, remote });
      return false;
    });
  }

  pair(number: 1 | 2 | 3, { local, remote, because }: KeyPair<LocalPerson, RemotePerson> | Likeness): void {
    const likeness = compareIdentities(local, remote);
    const selected = this.isSelected(local);
    this.matches.push({
      case: number,
      action: selected ? 'update' : 'none',
      because,
      local,
      remote,
      likeness,
      selected,
    });
  }

  conflict({ locals, remotes }: KeyConflict<LocalPerson, RemotePerson>): void {
    this.matches.push({ case: 'conflict', action: 'none', because: 'keys contradict', locals, remotes });
  }

  /** Case 3 after a person's answer. */
  byConfirmation(locals: readonly LocalPerson[], remotes: readonly RemotePerson[]): Open {
    const confirmed = this.decisions.confirmed(locals, remotes);
    if (confirmed.length === 0) return { locals, remotes };
    for (const [local, remote] of confirmed) this.pair(3, { local, remote, because: 'confirmed' });
    return without(new Set(confirmed.flat()), { locals, remotes });
  }

  /** Case 2: both sides know everything and agree, and nobody else on either side does. */
  byLikeness({ locals, remotes }: Open): Open {
    const byIdentity = this.unique(locals);
    const settled = new Set<LocalPerson | RemotePerson>();
    for (const [identity, remote] of this.unique(remotes)) {
      const local = byIdentity.get(identity);
      if (!local || !remote || this.decisions.areDifferent(local.key, remote.id)) continue;
      if (this.hasLostKey(remote) && !this.rules.trustLikenessOverReferrer) {
        this.onlyKeyLost.add(remote);
        continue;
      }
      this.pair(2, { local, remote, because: 'same identity' });
      settled.add(local).add(remote);
    }
    return settled.size === 0 ? { locals, remotes } : without(settled, { locals, remotes });
  }

  /** Cases 3 to 6: whom a person is to be asked about, and who is new. */
  ask(locals: readonly LocalPerson[], remotes: readonly RemotePerson[]): void {
    const lookalikes = new Lookalikes(locals, this.decisions, this.identities);
    for (const remote of remotes) this.question(remote, lookalikes);
    for (const local of locals) {
      const selected = this.isSelected(local);
      if (lookalikes.awaits(local)) {
        this.matches.push({ case: 3, action: 'wait', because: 'awaits a decision', local, selected });
      } else {
        const vanished = this.rules.links.remoteIdOf(local.key) !== undefined;
        const action = !selected ? 'none' : vanished ? 'confirm-create' : 'create';
        this.matches.push({ case: 6, action, because: vanished ? 'vanished' : 'new', local, selected });
      }
    }
  }

  private question(remote: RemotePerson, lookalikes: Lookalikes): void {
    const lostKey = this.hasLostKey(remote);
    const found = lookalikes.askAbout(remote);
    const best = found?.people[0];
    if (!found || !best) {
      const because = lostKey ? 'lost key' : 'unknown';
      this.matches.push({ case: lostKey ? 4 : 5, action: 'confirm-import', because, remote });
      return;
    }
    const complete = isComplete(best) && isComplete(remote);
    const onlyKeyLost = this.onlyKeyLost.has(remote);
    const selected = found.people.some((local) => this.isSelected(local));
    this.matches.push({
      case: onlyKeyLost ? 2 : 3,
      action: selected ? 'confirm-update' : 'none',
      because: onlyKeyLost ? 'lost key' : complete ? 'ambiguous' : 'incomplete',
      remote,
      candidates: found.people,
      more: found.more,
      likeness: compareIdentities(best, remote),
      selected,
    });
  }

  /** Those whose identity is complete, by identity; `undefined` where several share it. */
  private unique<P extends LocalPerson | RemotePerson>(people: readonly P[]): Map<string, P | undefined> {
    const byIdentity = new Map<string, P | undefined>();
    for (const person of people) {
      const { name, birthDate, birthPlace } = this.identities.of(person);
      if (!birthDate || !birthPlace || !isComplete(person)) continue;
      const identity = `${name}\n${birthDate}\n${birthPlace}`;
      byIdentity.set(identity, byIdentity.has(identity) ? undefined : person);
    }
    return byIdentity;
  }

  private isSelected({ key, internal = false }: LocalPerson): boolean {
    return !internal && (this.rules.selected?.has(key) ?? true);
  }

  /** A referrer of ours that names nobody we know, or nobody who is free. */
  private hasLostKey(remote: RemotePerson): boolean {
    return this.rules.namespace.owns(remote.referrer);
  }
}

interface Likeness {
  readonly local: LocalPerson;
  readonly remote: RemotePerson;
  readonly because: 'same identity' | 'confirmed';
}

const without = (settled: ReadonlySet<LocalPerson | RemotePerson>, { locals, remotes }: Open): Open => ({
  locals: locals.filter((local) => !settled.has(local)),
  remotes: remotes.filter((remote) => !settled.has(remote)),
});
