import type { PairDecisions } from './decisions';
import { foldIdentity, type FoldedIdentity } from './identity';
import { compareText } from './order';
import type { LocalPerson, RemotePerson } from './person';

/** Who a remote person might be: the most alike first, no more than a person can look through. */
export interface Candidates {
  readonly people: readonly LocalPerson[];
  /** More fit than are listed. */
  readonly more: boolean;
}

const MOST_CANDIDATES = 50;

/**
 * Local people found by likeness: the same names, and no birth date or place that contradicts.
 *
 * A shelf per name, divided by date and by place, so that finding and putting aside take the same time
 * however many people share a name.
 */
export class Lookalikes {
  private readonly shelves = new Map<string, Shelf>();

  constructor(
    people: Iterable<LocalPerson>,
    private readonly decisions: PairDecisions,
  ) {
    for (const person of people) {
      const folded = foldIdentity(person);
      let shelf = this.shelves.get(folded.name);
      if (!shelf) this.shelves.set(folded.name, (shelf = new Shelf()));
      shelf.put(person, folded);
    }
    for (const shelf of this.shelves.values()) shelf.sort();
  }

  /** Finds the candidates for somebody and puts all of them aside, listed or not. */
  askAbout(remote: RemotePerson): Candidates | undefined {
    const folded = foldIdentity(remote);
    const divisions = this.shelves.get(folded.name)?.fitting(folded) ?? [];
    const people: LocalPerson[] = [];
    let fitting = 0;
    for (const division of divisions) {
      fitting += this.putAside(division, remote, people);
    }
    return fitting === 0 ? undefined : { people, more: fitting > people.length };
  }

  /** Somebody may turn out to be this person. */
  awaits(person: LocalPerson): boolean {
    const folded = foldIdentity(person);
    const divisions = this.shelves.get(folded.name)?.holding(folded) ?? [];
    const concerned = this.decisions.concern(person.key);
    return divisions.some((division) => (concerned ? division.singled.has(person) : division.aside));
  }

  /** @returns how many of the division fit. */
  private putAside(division: Division, remote: RemotePerson, listed: LocalPerson[]): number {
    let refused = 0;
    for (const person of division.concerned(this.decisions)) {
      if (this.decisions.areDifferent(person.key, remote.id)) refused++;
      else division.singled.add(person);
    }
    if (division.people.length === refused) return 0;
    division.aside = true;
    for (const person of division.people) {
      if (listed.length === MOST_CANDIDATES) break;
      if (!this.decisions.areDifferent(person.key, remote.id)) listed.push(person);
    }
    return division.people.length - refused;
  }
}

class Division {
  readonly people: LocalPerson[] = [];
  aside = false;
  /** Those put aside one by one, because decisions concern them. */
  readonly singled = new Set<LocalPerson>();
  private concernedPeople?: readonly LocalPerson[];

  concerned(decisions: PairDecisions): readonly LocalPerson[] {
    this.concernedPeople ??= this.people.filter(({ key }) => decisions.concern(key));
    return this.concernedPeople;
  }
}

/** Everybody of one name. */
class Shelf {
  private readonly all = new Division();
  private readonly byDate = new Map<string, Division>();
  private readonly byPlace = new Map<string, Division>();
  private readonly byBoth = new Map<string, Division>();

  put(person: LocalPerson, { birthDate, birthPlace }: FoldedIdentity): void {
    this.all.people.push(person);
    division(this.byDate, birthDate).people.push(person);
    division(this.byPlace, birthPlace).people.push(person);
    division(this.byBoth, both(birthDate, birthPlace)).people.push(person);
  }

  sort(): void {
    if (this.all.people.length < 2) return;
    for (const { people } of this.divisions()) {
      people.sort((one, other) => compareText(one.key, other.key));
    }
  }

  /** Disjoint, the most alike first: same date, then same place, then the name only. */
  fitting({ birthDate, birthPlace }: FoldedIdentity): Division[] {
    const found = ((): (Division | undefined)[] => {
      if (birthDate && birthPlace) {
        const pairs = [both(birthDate, birthPlace), both(birthDate, ''), both('', birthPlace), both('', '')];
        return pairs.map((pair) => this.byBoth.get(pair));
      }
      if (birthDate) return [this.byDate.get(birthDate), this.byDate.get('')];
      if (birthPlace) return [this.byPlace.get(birthPlace), this.byPlace.get('')];
      return [this.all];
    })();
    return found.filter((one) => one !== undefined);
  }

  holding({ birthDate, birthPlace }: FoldedIdentity): Division[] {
    return [
      this.all,
      division(this.byDate, birthDate),
      division(this.byPlace, birthPlace),
      division(this.byBoth, both(birthDate, birthPlace)),
    ];
  }

  private *divisions(): Generator<Division> {
    yield this.all;
    for (const map of [this.byDate, this.byPlace, this.byBoth]) yield* map.values();
  }
}

const both = (date: string, place: string): string => `${date}\n${place}`;

function division(divisions: Map<string, Division>, key: string): Division {
  let found = divisions.get(key);
  if (!found) divisions.set(key, (found = new Division()));
  return found;
}
