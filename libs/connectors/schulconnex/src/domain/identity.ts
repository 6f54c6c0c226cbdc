/** What two systems can compare to decide whether they mean the same human being. */
export interface Identity {
  readonly familyName: string;
  readonly givenName: string;
  /** ISO 8601, date only. */
  readonly birthDate?: string;
  /** “Ort, Land”. */
  readonly birthPlace?: string;
}

type IdentityAttribute = keyof Identity;

const identityAttributes = ['familyName', 'givenName', 'birthDate', 'birthPlace'] as const;

/** An identity without the typing differences that do not make another person; '' where nothing is known. */
export interface FoldedIdentity {
  /** Equal for two people exactly if both of their names are. */
  readonly name: string;
  readonly birthDate: string;
  readonly birthPlace: string;
}

/** Case, outer and doubled spaces, composed or decomposed letters. */
export function foldText(text: string): string {
  const folded = text.normalize('NFC').trim().toLowerCase();
  return ODD_SPACE.test(folded) ? folded.replace(/\s+/g, ' ') : folded;
}

const ODD_SPACE = /\s\s|[^\S ]/;

/** A place without a country lies in Germany (Schulconnex, Datenmodell “Geburt”). */
function foldPlace(place: string): string {
  const folded = foldText(place);
  if (folded.includes(',')) return folded.replace(/ ?, ?/g, ', ');
  return folded === '' ? '' : `${folded}, deutschland`;
}

const foldIdentity = (person: Identity): FoldedIdentity => ({
  name: `${foldText(person.familyName)}\n${foldText(person.givenName)}`,
  birthDate: person.birthDate?.trim() ?? '',
  birthPlace: foldPlace(person.birthPlace ?? ''),
});

/** Folds everybody once, however often they are looked at. */
export class FoldedIdentities {
  private readonly folded = new Map<Identity, FoldedIdentity>();

  of(person: Identity): FoldedIdentity {
    let folded = this.folded.get(person);
    if (!folded) this.folded.set(person, (folded = foldIdentity(person)));
    return folded;
  }
}

/** All four attributes are known. */
export const isComplete = (person: Identity): boolean =>
  identityAttributes.every((attribute) => isKnown(person[attribute]));

const isKnown = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';

/**
 * How two identities compare, packed into a number so that hundreds of thousands of comparisons cost no
 * memory: one bit per attribute that agrees, one per attribute that differs. {@link likenessOf} unpacks it.
 */
export type PackedLikeness = number;

/** Which attributes agree, which differ, and which one side or both do not know. */
export interface Likeness {
  readonly agree: readonly IdentityAttribute[];
  readonly differ: readonly IdentityAttribute[];
  readonly missing: readonly IdentityAttribute[];
}

export function compareIdentities(one: Identity, other: Identity): PackedLikeness {
  let packed = 0;
  let bit = 1;
  for (const attribute of identityAttributes) {
    const left = one[attribute];
    const right = other[attribute];
    if (isKnown(left) && isKnown(right)) {
      const same = left === right || folds[attribute](left) === folds[attribute](right);
      packed |= same ? bit : bit << identityAttributes.length;
    }
    bit <<= 1;
  }
  return packed;
}

const folds: Readonly<Record<IdentityAttribute, (value: string) => string>> = {
  familyName: foldText,
  givenName: foldText,
  birthDate: (date) => date.trim(),
  birthPlace: foldPlace,
};

export function likenessOf(packed: PackedLikeness): Likeness {
  const having = (mask: number): IdentityAttribute[] =>
    identityAttributes.filter((_, bit) => packed & (mask << bit));
  const [agree, differ] = [having(1), having(1 << identityAttributes.length)];
  const missing = identityAttributes.filter((name) => !agree.includes(name) && !differ.includes(name));
  return { agree, differ, missing };
}
