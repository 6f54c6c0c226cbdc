/** What two systems can compare to decide whether they mean the same human being. */
export interface Identity {
  readonly familyName: string;
  readonly givenName: string;
  /** ISO 8601, date only. */
  readonly birthDate?: string;
  /** “Ort, Land”. */
  readonly birthPlace?: string;
}

export type IdentityAttribute = keyof Identity;

export const identityAttributes = ['familyName', 'givenName', 'birthDate', 'birthPlace'] as const;

/** An identity without the typing differences that do not make another person; '' where nothing is known. */
export interface FoldedIdentity {
  /** Equal for two people exactly if both of their names are. */
  readonly name: string;
  readonly birthDate: string;
  readonly birthPlace: string;
}

/** Case, outer and doubled spaces, composed or decomposed letters. */
export const foldText = (text: string): string =>
  text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();

/** A place without a country lies in Germany (Schulconnex, Datenmodell “Geburt”). */
export function foldPlace(place: string): string {
  const folded = foldText(place).replace(/ ?, ?/g, ', ');
  return folded === '' || folded.includes(',') ? folded : `${folded}, deutschland`;
}

export const foldIdentity = (person: Identity): FoldedIdentity => ({
  name: `${foldText(person.familyName)}\n${foldText(person.givenName)}`,
  birthDate: person.birthDate?.trim() ?? '',
  birthPlace: foldPlace(person.birthPlace ?? ''),
});

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
  for (let bit = 0; bit < identityAttributes.length; bit++) {
    const attribute = identityAttributes[bit] as IdentityAttribute;
    const [left, right] = [one[attribute], other[attribute]];
    if (!isKnown(left) || !isKnown(right)) continue;
    const same = left === right || folds[attribute](left) === folds[attribute](right);
    packed |= same ? 1 << bit : DIFFERS << bit;
  }
  return packed;
}

const DIFFERS = 1 << identityAttributes.length;

const folds: Readonly<Record<IdentityAttribute, (value: string) => string>> = {
  familyName: foldText,
  givenName: foldText,
  birthDate: (date) => date.trim(),
  birthPlace: foldPlace,
};

export function likenessOf(packed: PackedLikeness): Likeness {
  const having = (mask: number): IdentityAttribute[] =>
    identityAttributes.filter((_, bit) => packed & (mask << bit));
  const [agree, differ] = [having(1), having(DIFFERS)];
  const missing = identityAttributes.filter((name) => !agree.includes(name) && !differ.includes(name));
  return { agree, differ, missing };
}
