import type { PairDecisions } from './decisions';
import type { FoldedIdentities, FoldedIdentity } from './identity';
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
    private readonly identities: FoldedIdentities,
  ) {
    for (const person of people) {
      const { name } = identities.of(person);
      const shelf = this.shelves.get(name);
      if (shelf) shelf.people.push(person);
      else this.shelves.set(name, new Shelf(person, identities));
    }
  }

  /** Finds the candidates for somebody and puts all of them aside, listed or not. */
  askAbout(remote: RemotePerson): Candidates | undefined {
    const folded = this.identities.of(remote);
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
    const folded = this.identities.of(person);
    const divisions = this.shelves.get(folded.name)?.holding(folded) ?? [];
    const concerned = this.decisions.concern(person.key);
    return divisions.some(({ aside, singled }) => (concerned ? (singled?.has(person) ?? false) : aside));
  }

  /** @returns how many of the division fit. */
  private putAside(division: Division, remote: RemotePerson, listed: LocalPerson[]): number {
    let refused = 0;
    for (const person of division.concerned(this.decisions)) {
      if (this.decisions.areDifferent(person.key, remote.id)) refused++;
      else (division.singled ??= new Set()).add(person);
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
  singled?: Set<LocalPerson>;
  private concernedPeople?: readonly LocalPerson[];

  concerned(decisions: PairDecisions): readonly LocalPerson[] {
    this.concernedPeople ??= this.people.filter(({ key }) => decisions.concern(key));
    return this.concernedPeople;
  }
}

/** Everybody of one name, divided as soon as somebody asks. */
class Shelf {
  readonly people: LocalPerson[];
  private divisions?: Divisions;

  constructor(
    first: LocalPerson,
    private readonly identities: FoldedIdentities,
  ) {
    this.people = [first];
  }

  /** Disjoint, the most alike first: same date, then same place, then the name only. */
  fitting({ birthDate, birthPlace }: FoldedIdentity): Division[] {
    const { all, byDate, byPlace, byBoth } = (this.divisions ??= this.divide());
    const found = ((): (Division | undefined)[] => {
      if (birthDate && birthPlace) {
        const pairs = [both(birthDate, birthPlace), both(birthDate, ''), both('', birthPlace), both('', '')];
        return pairs.map((pair) => byBoth.get(pair));
      }
      if (birthDate) return [byDate.get(birthDate), byDate.get('')];
      if (birthPlace) return [byPlace.get(birthPlace), byPlace.get('')];
      return [all];
    })();
    return found.filter((one) => one !== undefined);
  }

  /** Those in which a person of this name lies; none before anybody asked. */
  holding({ birthDate, birthPlace }: FoldedIdentity): Division[] {
    if (!this.divisions) return [];
    const { all, byDate, byPlace, byBoth } = this.divisions;
    const found = [
      all,
      byDate.get(birthDate),
      byPlace.get(birthPlace),
      byBoth.get(both(birthDate, birthPlace)),
    ];
    return found.filter((one) => one !== undefined);
  }

  private divide(): Divisions {
    const divisions: Divisions = {
      all: new Division(),
      byDate: new Map(),
      byPlace: new Map(),
      byBoth: new Map(),
    };
    this.people.sort((one, other) => compareText(one.key, other.key));
    for (const person of this.people) {
      const { birthDate, birthPlace } = this.identities.of(person);
      divisions.all.people.push(person);
      division(divisions.byDate, birthDate).people.push(person);
      division(divisions.byPlace, birthPlace).people.push(person);
      division(divisions.byBoth, both(birthDate, birthPlace)).people.push(person);
    }
    return divisions;
  }
}

interface Divisions {
  readonly all: Division;
  readonly byDate: Map<string, Division>;
  readonly byPlace: Map<string, Division>;
  readonly byBoth: Map<string, Division>;
}

const both = (date: string, place: string): string => `${date}\n${place}`;

function division(divisions: Map<string, Division>, key: string): Division {
  let found = divisions.get(key);
  if (!found) divisions.set(key, (found = new Division()));
  return found;
}
