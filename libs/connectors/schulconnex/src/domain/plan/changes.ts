import type { Namespace } from '../namespace';
import { attributes, isEmpty, isSame, type Kind, type Resource, type Value, type Values } from './attributes';

/** Who says what an attribute is: the school, or the gateway on the interface's behalf. */
type Owner = 'source' | 'gateway';

type ChangeReason =
  /** The school leads this attribute and says something else. */
  | 'differs'
  /** The school leads it, has nothing, and it is marked to be emptied as well. */
  | 'emptied'
  /** The other way to say the same has to go: one start, one end. */
  | 'replaced'
  /** Our key, so that the next synchronisation finds the record. */
  | 'key'
  /** The interface demands a value and nobody has one. */
  | 'required'
  /** Two people approved that the protection is lowered. */
  | 'approved';

/** One attribute of one record that will change, and why. Contains personal data. */
export interface Change {
  readonly attribute: string;
  readonly from: Value;
  readonly to: Value;
  readonly owner: Owner;
  readonly reason: ChangeReason;
}

/** An attribute that stays although the school says something else, and why. */
export interface Kept {
  readonly attribute: string;
  /** `WOULD_DELETE_FIELD`: the school says explicitly that there is nothing. */
  readonly reason:
    'WOULD_DELETE_FIELD' | 'PROTECTION_CHANGE_REFUSED' | 'FOREIGN_REFERRER' | 'CANNOT_BE_CHANGED';
}

export interface Difference {
  readonly changes: readonly Change[];
  readonly kept: readonly Kept[];
}

/** Which attributes of one kind of record the school leads. */
export interface Leadership {
  /** All but the exceptions if absent. */
  readonly leads?: ReadonlySet<string>;
  /** Emptied over there too when the school has nothing; never by default (dossier 10.2). */
  readonly empties?: ReadonlySet<string>;
}

export interface DifferenceRules {
  readonly resource: Resource;
  readonly namespace: Namespace;
  readonly leadership?: Leadership;
  /** Two people approved that `auskunftssperre` of this record is lowered (promise C2). */
  readonly protectionMayFall?: boolean;
}

/** What cannot be changed once it is there: a new record takes its place. */
const FIXED: ReadonlySet<string> = new Set(['role', 'contextId']);

/**
 * What an update changes: only attributes the school leads, only where values really differ, and nothing
 * that would empty a field or lower a protection without being told to.
 *
 * @param local what the school says, with `referrer` the referrer it should have
 * @param remote what the service has; an empty object for a record that is to be created
 */
export function differenceBetween(local: Values, remote: Values, rules: DifferenceRules): Difference {
  const changes: Change[] = [];
  const kept: Kept[] = [];
  const kinds: Readonly<Record<string, Kind>> = attributes[rules.resource];
  for (const [attribute, kind] of Object.entries(kinds)) {
    const from = valueOf(remote, attribute);
    const to = valueOf(local, attribute);
    if (isSame(kind, from, to)) continue;
    const found = judge({ attribute, from, to }, rules);
    if (!found) continue;
    if ('to' in found) changes.push(found);
    else kept.push(found);
  }
  return { changes: oneEndEach([...changes], local, remote), kept };
}

const valueOf = (values: Values, attribute: string): Value =>
  (values as Readonly<Record<string, Value>>)[attribute];

type Differing = Pick<Change, 'attribute' | 'from' | 'to'>;

function judge(differing: Differing, rules: DifferenceRules): Change | Kept | undefined {
  const { attribute, from, to } = differing;
  if (attribute === 'referrer') return judgeReferrer(differing, rules.namespace);
  if (!(rules.leadership?.leads?.has(attribute) ?? true)) return undefined;
  if (isEmpty(to)) return judgeEmptying(differing, rules);
  if (FIXED.has(attribute) && !isEmpty(from)) return { attribute, reason: 'CANNOT_BE_CHANGED' };
  if (attribute !== 'disclosureBlocked' || from !== true)
    return { ...differing, owner: 'source', reason: 'differs' };
  return rules.protectionMayFall
    ? { ...differing, owner: 'source', reason: 'approved' }
    : { attribute, reason: 'PROTECTION_CHANGE_REFUSED' };
}

/** The school has nothing where the service has something. */
function judgeEmptying(
  { attribute, from, to }: Differing,
  { leadership }: DifferenceRules,
): Change | Kept | undefined {
  if (leadership?.empties?.has(attribute) && !NEVER_EMPTIED.has(attribute)) {
    return { attribute, from, to: undefined, owner: 'source', reason: 'emptied' };
  }
  return to === undefined ? undefined : { attribute, reason: 'WOULD_DELETE_FIELD' };
}

/** One referrer slot only: another source's key is never overwritten. */
function judgeReferrer({ attribute, from, to }: Differing, namespace: Namespace): Change | Kept | undefined {
  if (isEmpty(to)) return undefined;
  const foreign = typeof from === 'string' && from !== '' && !namespace.owns(from);
  return foreign
    ? { attribute, reason: 'FOREIGN_REFERRER' }
    : { attribute, from, to, owner: 'gateway', reason: 'key' };
}

/** Never emptied, whatever is marked: the interface demands them. */
const NEVER_EMPTIED: ReadonlySet<string> = new Set([
  'familyName',
  'givenName',
  'disclosureBlocked',
  'trustLevel',
  'role',
  'name',
  'type',
  'roles',
  'contextId',
]);

const ENDS: readonly (readonly [string, string])[] = [
  ['termFrom', 'termFromPeriod'],
  ['termUntil', 'termUntilPeriod'],
];

/** A start or end said in one way replaces the one said in the other (error 400/16). */
function oneEndEach(changes: Change[], local: Values, remote: Values): Change[] {
  for (const pair of ENDS) {
    for (const [said, other] of [pair, [...pair].reverse() as [string, string]]) {
      const from = valueOf(remote, other);
      const isSaid = !isEmpty(valueOf(local, said)) && changes.some(({ attribute }) => attribute === said);
      const gone = changes.some(({ attribute }) => attribute === other);
      if (!isSaid || gone || isEmpty(from)) continue;
      changes.push({ attribute: other, from, to: undefined, owner: 'gateway', reason: 'replaced' });
    }
  }
  return changes;
}

/** What a new person must have even if the school does not say (dossier 8, row 15). */
export function requiredOfPerson(changes: readonly Change[], trustLevel: string): readonly Change[] {
  const has = (wanted: string): boolean => changes.some(({ attribute }) => attribute === wanted);
  const demanded: [string, Value][] = [
    ['trustLevel', trustLevel],
    ['disclosureBlocked', false],
  ];
  return [
    ...changes,
    ...demanded
      .filter(([attribute]) => !has(attribute))
      .map(([attribute, to]): Change => ({
        attribute,
        from: undefined,
        to,
        owner: 'gateway',
        reason: 'required',
      })),
  ];
}
