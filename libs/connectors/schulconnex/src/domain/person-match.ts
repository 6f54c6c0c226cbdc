import type { PackedLikeness } from './identity';
import type { KeyRule } from './match-keys';
import { compareText } from './order';
import type { LocalPerson, RemotePerson } from './person';

/** What is to happen to one person, by which case of the specification, and why. */
export type PersonMatch =
  PersonPair | PersonQuestion | ImportOffer | Waiting | Creation | Entangled | Foreign;

/** Cases 1 and 2, and case 3 once a person has confirmed it: these two are the same. */
export interface PersonPair {
  readonly case: 1 | 2 | 3;
  /** `none` if nobody selected this person. */
  readonly action: 'update' | 'none';
  readonly because: KeyRule | 'same identity' | 'confirmed';
  readonly local: LocalPerson;
  readonly remote: RemotePerson;
  readonly likeness: PackedLikeness;
  readonly selected: boolean;
}

/** Case 3, or case 2 against a referrer of ours that leads nowhere: a person decides. */
export interface PersonQuestion {
  readonly case: 2 | 3;
  readonly action: 'confirm-update' | 'none';
  readonly because: 'incomplete' | 'ambiguous' | 'lost key';
  readonly remote: RemotePerson;
  /** The most alike first; never empty. */
  readonly candidates: readonly LocalPerson[];
  readonly more: boolean;
  /** With the first candidate. */
  readonly likeness: PackedLikeness;
  readonly selected: boolean;
}

/** Cases 4 and 5: the service knows somebody the school does not. */
interface ImportOffer {
  readonly case: 4 | 5;
  readonly action: 'confirm-import';
  readonly because: 'lost key' | 'unknown';
  readonly remote: RemotePerson;
}

/** Candidate of an open question; not created before it is answered. */
interface Waiting {
  readonly case: 3;
  readonly action: 'wait';
  readonly because: 'awaits a decision';
  readonly local: LocalPerson;
  readonly selected: boolean;
}

/** Case 6: the school knows somebody the service does not – or not any more, which a person looks at. */
interface Creation {
  readonly case: 6;
  readonly action: 'create' | 'confirm-create' | 'none';
  readonly because: 'new' | 'vanished';
  readonly local: LocalPerson;
  readonly selected: boolean;
}

/** Keys that contradict each other. */
interface Entangled {
  readonly case: 'conflict';
  readonly action: 'none';
  readonly because: 'keys contradict';
  readonly locals: readonly LocalPerson[];
  /** Never empty. */
  readonly remotes: readonly RemotePerson[];
}

/** Somebody else's record: never touched. */
interface Foreign {
  readonly case: 'foreign';
  readonly action: 'none';
  readonly because: 'released by others' | 'another controller';
  readonly remote: RemotePerson;
}

const RANK: Readonly<Record<PersonMatch['case'], number>> = {
  1: 1,
  2: 2,
  3: 3,
  4: 4,
  5: 5,
  6: 6,
  conflict: 7,
  foreign: 8,
};

/** Questions before those who wait for them. */
const rankOf = (match: PersonMatch): number => RANK[match.case] + (match.action === 'wait' ? 0.5 : 0);

/** By case, family name, given name, id: the same matches always stand in the same order. */
export function inOrder(one: PersonMatch, other: PersonMatch): number {
  const byCase = rankOf(one) - rankOf(other);
  if (byCase !== 0) return byCase;
  const [left, right] = [leading(one), leading(other)];
  if (!left || !right) return 0;
  return (
    compareText(left.familyName, right.familyName) ||
    compareText(left.givenName, right.givenName) ||
    compareText(idOf(left), idOf(right))
  );
}

function leading(match: PersonMatch): LocalPerson | RemotePerson | undefined {
  if ('remote' in match) return match.remote;
  return 'local' in match ? match.local : match.remotes[0];
}

const idOf = (person: LocalPerson | RemotePerson): string => ('id' in person ? person.id : person.key);
