import type { RemoteGroup } from '../group';
import type { Links } from '../links';
import type { Namespace } from '../namespace';

/** Why a group must not be deleted. */
export type DeletionObstacle =
  'NOT_OURS' | 'ANOTHER_CONTROLLER' | 'FOREIGN_MEMBERSHIP' | 'FOREIGN_REFERENCE' | 'SOURCE_EMPTY';

export interface DeletionRules {
  readonly links: Links;
  readonly membershipLinks: Links;
  readonly namespace: Namespace;
  readonly controller?: string;
  readonly organisation?: string;
  /** The school handed over no group at all: an export that broke deletes nothing. */
  readonly sourceEmpty: boolean;
}

/**
 * Everything that forbids `DELETE /gruppen/{id}` (dossier 10.4). It takes all memberships along, and other
 * source systems may need the group: so it must be ours, all its members must be ours, and nobody else's
 * group may refer to it. To be asked of a fresh answer, directly before the request.
 *
 * @param referring all groups of the service that refer to it
 */
export function deletionObstacles(
  group: RemoteGroup,
  referring: readonly RemoteGroup[],
  rules: DeletionRules,
): DeletionObstacle[] {
  const { links, membershipLinks, namespace } = rules;
  const ours = (one: RemoteGroup): boolean => links.createdByUs(one.id) || namespace.owns(one.referrer);
  const foreignMember = group.memberships.some(
    ({ id, referrer }) => !membershipLinks.createdByUs(id) && !namespace.owns(referrer),
  );
  const elsewhere =
    differs(group.controller, rules.controller) || differs(group.organisation, rules.organisation);
  return [
    ...(ours(group) ? [] : ['NOT_OURS' as const]),
    ...(elsewhere ? ['ANOTHER_CONTROLLER' as const] : []),
    ...(foreignMember ? ['FOREIGN_MEMBERSHIP' as const] : []),
    ...(referring.some((one) => !ours(one)) ? ['FOREIGN_REFERENCE' as const] : []),
    ...(rules.sourceEmpty ? ['SOURCE_EMPTY' as const] : []),
  ];
}

const differs = (stated: string | undefined, own: string | undefined): boolean =>
  stated !== undefined && own !== undefined && stated !== own;

/** Which groups refer to which. */
export function referrersOf(groups: readonly RemoteGroup[]): ReadonlyMap<string, readonly RemoteGroup[]> {
  const referring = new Map<string, RemoteGroup[]>();
  for (const group of groups) {
    for (const target of new Set((group.references ?? []).map((reference) => reference.group))) {
      const sources = referring.get(target);
      if (sources) sources.push(group);
      else referring.set(target, [group]);
    }
  }
  return referring;
}
