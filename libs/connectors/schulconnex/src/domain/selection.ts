import type { LocalGroup } from './group';
import type { LocalPerson } from './person';

/** Step 2: what somebody chose to synchronise. */
export interface Selection {
  /** Keys of groups; all groups if absent. Their members come along. */
  readonly groups?: ReadonlySet<string>;
  /** Roles whose holders come along whatever their groups, e.g. `Lehr` for the group of teachers. */
  readonly roles?: ReadonlySet<string>;
}

/** Keys of the people a selection reaches; everybody if nothing narrows it. */
export function selectedPeople(
  people: readonly LocalPerson[],
  groups: readonly LocalGroup[],
  selection: Selection,
): ReadonlySet<string> | undefined {
  if (!selection.groups && !selection.roles) return undefined;

  const memberContexts = new Set<string>();
  for (const group of groups) {
    if (!(selection.groups?.has(group.key) ?? false)) continue;
    for (const { context } of group.memberships ?? []) memberContexts.add(context);
  }
  const roles = selection.roles ?? new Set();
  const reached = people.filter(({ contexts = [] }) =>
    contexts.some(({ key, role }) => memberContexts.has(key) || roles.has(role)),
  );
  return new Set(reached.map(({ key }) => key));
}
