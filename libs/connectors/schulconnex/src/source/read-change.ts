import type { Finding } from '../domain/check-snapshot';
import type { PartOf, SourceChange } from './apply-changes';
import { keyIn, readContext, readGroup, readMembership, readPerson, type Read } from './read-records';

/** A change as it was sent: lists of records, and of keys to remove. */
export interface SentChange {
  readonly upsert: Readonly<Record<'people' | 'groups' | 'contexts' | 'memberships', readonly unknown[]>>;
  readonly remove: Readonly<Record<'people' | 'groups', readonly string[]>> & {
    readonly contexts: readonly { readonly person: string; readonly key: string }[];
    readonly memberships: readonly { readonly group: string; readonly key: string }[];
  };
}

/** What the change says, and everything in it that cannot be read. */
export function readChange({ upsert, remove }: SentChange): {
  readonly change: SourceChange;
  readonly findings: readonly Finding[];
} {
  const findings: Finding[] = [];
  const taken = <T>(read: Read<T>): T[] => {
    if ('record' in read) return [read.record];
    findings.push(...read.findings);
    return [];
  };
  const change: SourceChange = {
    upsert: {
      people: upsert.people.flatMap((value, at) => taken(readPerson(value, `upsert.people[${at}]`))),
      groups: upsert.groups.flatMap((value, at) => taken(readGroup(value, `upsert.groups[${at}]`))),
      contexts: upsert.contexts.flatMap((value, at) =>
        taken(readPart('person', readContext, value, `upsert.contexts[${at}]`)),
      ),
      memberships: upsert.memberships.flatMap((value, at) =>
        taken(readPart('group', readMembership, value, `upsert.memberships[${at}]`)),
      ),
    },
    remove: {
      ...{ people: remove.people, groups: remove.groups },
      contexts: remove.contexts.map(({ person, key }) => ({ owner: person, part: key })),
      memberships: remove.memberships.map(({ group, key }) => ({ owner: group, part: key })),
    },
  };
  return { change, findings };
}

/** A part names the record it belongs to beside its own fields. */
function readPart<T>(
  ownedBy: 'person' | 'group',
  read: (value: unknown, path: string) => Read<T>,
  value: unknown,
  path: string,
): Read<PartOf<T>> {
  const { [ownedBy]: owner, ...part } = { ...(value as Readonly<Record<string, unknown>> | null) };
  const result = read(part, path);
  if (!('record' in result)) return result;
  if (typeof owner === 'string' && owner !== '') return { record: { owner, part: result.record } };
  const finding: Finding = {
    code: 'FIELD_MISSING',
    path: `${path}.${ownedBy}`,
    key: keyIn(part),
    refuses: 'record',
  };
  return { findings: [finding] };
}
