import type { LocalGroup, LocalMembership } from '../domain/group';
import type { LocalContext, LocalPerson } from '../domain/person';

/** A part of a record, and the key of the record it belongs to. */
export interface PartOf<T> {
  readonly owner: string;
  readonly part: T;
}

/** What has changed at the school since the last snapshot. */
export interface SourceChange {
  readonly upsert: {
    readonly people: readonly LocalPerson[];
    readonly groups: readonly LocalGroup[];
    readonly contexts: readonly PartOf<LocalContext>[];
    readonly memberships: readonly PartOf<LocalMembership>[];
  };
  readonly remove: {
    readonly people: readonly string[];
    readonly groups: readonly string[];
    readonly contexts: readonly PartOf<string>[];
    readonly memberships: readonly PartOf<string>[];
  };
}

/** Records by key as they are, those among them that change, and parts whose record is not there. */
export interface Applied<T> {
  readonly changed: ReadonlyMap<string, T>;
  readonly withoutOwner: readonly string[];
}

/** Removes first, then sets: a part that is there already is replaced. */
export function applyToPeople(
  known: ReadonlyMap<string, LocalPerson>,
  { upsert, remove }: SourceChange,
): Applied<LocalPerson> {
  return apply(
    known,
    { records: upsert.people, parts: upsert.contexts, removedParts: remove.contexts },
    {
      partsOf: ({ contexts = [] }) => contexts,
      withParts: (person, contexts) => ({ ...person, contexts }),
    },
  );
}

/** As {@link applyToPeople}. */
export function applyToGroups(
  known: ReadonlyMap<string, LocalGroup>,
  { upsert, remove }: SourceChange,
): Applied<LocalGroup> {
  return apply(
    known,
    { records: upsert.groups, parts: upsert.memberships, removedParts: remove.memberships },
    {
      partsOf: ({ memberships = [] }) => memberships,
      withParts: (group, memberships) => ({ ...group, memberships }),
    },
  );
}

/** A group without members and references that are there no more. */
export const withoutGone = (
  group: LocalGroup,
  gone: { readonly contexts: ReadonlySet<string>; readonly groups: ReadonlySet<string> },
): LocalGroup => ({
  ...group,
  ...(group.memberships && {
    memberships: group.memberships.filter(({ context }) => !gone.contexts.has(context)),
  }),
  ...(group.references && {
    references: group.references.filter((reference) => !gone.groups.has(reference.group)),
  }),
});

interface Changes<T, P> {
  readonly records: readonly T[];
  readonly parts: readonly PartOf<P>[];
  readonly removedParts: readonly PartOf<string>[];
}

function apply<T extends { readonly key: string }, P extends { readonly key: string }>(
  known: ReadonlyMap<string, T>,
  { records, parts, removedParts }: Changes<T, P>,
  form: { readonly partsOf: (record: T) => readonly P[]; readonly withParts: (record: T, parts: P[]) => T },
): Applied<T> {
  const changed = new Map(records.map((record) => [record.key, record]));
  const withoutOwner: string[] = [];
  const change = (owner: string, keep: (part: P) => boolean, added: readonly P[]): void => {
    const record = changed.get(owner) ?? known.get(owner);
    if (record) changed.set(owner, form.withParts(record, [...form.partsOf(record).filter(keep), ...added]));
    else if (added.length > 0) withoutOwner.push(owner);
  };
  for (const { owner, part } of removedParts) change(owner, ({ key }) => key !== part, []);
  for (const { owner, part } of parts) change(owner, ({ key }) => key !== part.key, [part]);
  return { changed, withoutOwner };
}
