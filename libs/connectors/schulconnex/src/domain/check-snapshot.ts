import type { Codes } from './code-lists';
import { groupFindings } from './check-groups';
import { personFindings } from './check-people';
import type { LocalGroup } from './group';
import type { LocalPerson } from './person';

/** Everything a school hands over at once. */
export interface Snapshot {
  readonly people: readonly LocalPerson[];
  readonly groups: readonly LocalGroup[];
}

export type FindingCode =
  | 'CODE_UNKNOWN'
  | 'CONTEXT_DUPLICATE'
  | 'DATE_INVALID'
  /** Of the shape of a record, told by whoever reads it. */
  | 'FIELD_MISSING'
  | 'FIELD_UNKNOWN'
  | 'KEY_DUPLICATE'
  | 'KEY_INVALID'
  | 'REFERENCE_CYCLE'
  | 'REFERENCE_UNKNOWN'
  | 'ROLES_MISSING'
  | 'TERM_AMBIGUOUS'
  | 'TERM_REVERSED'
  | 'TEXT_INVALID'
  | 'TEXT_MISSING'
  | 'TEXT_TOO_LONG'
  | 'TYPE_INVALID';

/** Something in a snapshot that must change in the source. Names the place, never the value. */
export interface Finding {
  readonly code: FindingCode;
  /** Property path, e.g. `people[3].contexts[0].role`. */
  readonly path: string;
  /** Key of the person or group it is about. */
  readonly key: string;
  /** `snapshot`: nothing of it can be used. `record`: this record is left out. */
  readonly refuses: 'snapshot' | 'record';
  /** The longest text or the code list that would do. */
  readonly expected?: string;
}

export interface SnapshotRules {
  readonly codes: Codes;
  /** ISO 8601 date; nobody is born later. */
  readonly today: string;
}

/**
 * Everything wrong with a snapshot that can be known without asking the service. An empty list means that
 * it can be planned.
 */
export function checkSnapshot({ people, groups }: Snapshot, rules: SnapshotRules): Finding[] {
  const contexts = new Set(people.flatMap((person) => (person.contexts ?? []).map(({ key }) => key)));
  return [
    ...duplicates('people', people),
    ...duplicates('groups', groups),
    ...duplicateContexts(people),
    ...duplicateMemberships(groups),
    ...people.flatMap((person, index) => personFindings(person, `people[${index}]`, rules)),
    ...groupFindings(groups, contexts, rules),
  ];
}

const duplicates = (list: string, records: readonly { readonly key: string }[]): Finding[] =>
  repeated(records.map(({ key }, index) => ({ key, owner: key, path: `${list}[${index}].key` })));

const duplicateContexts = (people: readonly LocalPerson[]): Finding[] =>
  repeated(
    people.flatMap(({ key: owner, contexts = [] }, index) =>
      contexts.map(({ key }, at) => ({ key, owner, path: `people[${index}].contexts[${at}].key` })),
    ),
  );

const duplicateMemberships = (groups: readonly LocalGroup[]): Finding[] =>
  repeated(
    groups.flatMap(({ key: owner, memberships = [] }, index) =>
      memberships.map(({ key }, at) => ({ key, owner, path: `groups[${index}].memberships[${at}].key` })),
    ),
  );

interface Placed {
  readonly key: string;
  readonly owner: string;
  readonly path: string;
}

/** Two records under one key make every match of it doubtful, so the snapshot as a whole is refused. */
function repeated(records: readonly Placed[]): Finding[] {
  const seen = new Set<string>();
  return records.flatMap(({ key, owner, path }) => {
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [{ code: 'KEY_DUPLICATE', path, key: owner, refuses: 'snapshot' }];
  });
}
