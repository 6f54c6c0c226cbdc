import type { LocalGroup, LocalMembership } from '../group';
import type { MembershipMatch, MembershipRules } from '../match-memberships';
import type { Namespace } from '../namespace';
import { valuesOfMembership, type Values } from './attributes';
import { differenceBetween, type Leadership } from './changes';
import { idToCome } from './new-ids';
import { planId, planItem, updateOrNothing, type PlanItem, type RecordRef } from './plan-item';

export interface MembershipPlanRules extends Pick<MembershipRules, 'contextId'> {
  readonly namespace: Namespace;
  readonly membershipLeadership?: Leadership;
}

/** What is to become of one membership of a group both sides know. */
export function planMembership(match: MembershipMatch, rules: MembershipPlanRules): PlanItem[] {
  if (match.action === 'none') {
    return match.remotes.map((remote) =>
      planItem({
        resource: 'membership',
        operation: 'none',
        standing: 'conflict',
        because: match.because,
        remoteId: remote.id,
        revision: remote.revision,
      }),
    );
  }
  const parent = { key: match.group.local.key, remoteId: match.group.remote.id };
  if (match.action === 'create') return [creation(match.local, parent, rules)];

  const { id: remoteId, revision } = match.remote;
  const draft = { resource: 'membership', because: match.because, remoteId, revision, parent } as const;
  switch (match.action) {
    case 'update':
      return [planUpdate(match, draft, rules)];
    case 'replace': {
      const after = planId('membership', { key: match.local.key });
      const deletion = planItem({ ...draft, operation: 'delete', standing: 'ready', after });
      return [creation(match.local, parent, rules), deletion];
    }
    case 'remove':
      return [planItem({ ...draft, operation: 'delete', standing: 'ready' })];
    case 'leave':
      return [planItem({ ...draft, operation: 'none', standing: 'left-alone' })];
  }
}

/** The memberships of a group that is to be created. */
export const planNewMemberships = (
  { key, memberships = [] }: LocalGroup,
  rules: MembershipPlanRules,
): PlanItem[] => memberships.map((membership) => creation(membership, { key }, rules));

function planUpdate(
  { local, remote }: MembershipMatch & { action: 'update' },
  draft: Omit<Parameters<typeof updateOrNothing>[0], 'kept'>,
  rules: MembershipPlanRules,
): PlanItem {
  const { changes, kept } = differenceBetween(localValues(local, rules), valuesOfMembership(remote), {
    resource: 'membership',
    namespace: rules.namespace,
    ...(rules.membershipLeadership && { leadership: rules.membershipLeadership }),
  });
  return updateOrNothing({ ...draft, key: local.key, kept }, changes);
}

function creation(local: LocalMembership, parent: RecordRef, rules: MembershipPlanRules): PlanItem {
  const { changes } = differenceBetween(
    localValues(local, rules),
    {},
    { resource: 'membership', namespace: rules.namespace },
  );
  return planItem({
    resource: 'membership',
    operation: 'create',
    standing: 'ready',
    because: 'new',
    key: local.key,
    parent,
    changes,
  });
}

const localValues = (
  local: LocalMembership,
  { namespace, contextId }: MembershipPlanRules,
): Values<'membership'> => ({
  roles: rolesInOrder(local.roles),
  from: local.from,
  until: local.until,
  contextId: contextId(local.context) ?? idToCome(local.context),
  referrer: namespace.referrerFor(local.key),
});

/** Some services take the first role only, and know few (dossier 10.7): those first. */
function rolesInOrder(roles: readonly string[]): string[] {
  const rank = (role: string): number => {
    const at = FIRST.indexOf(role.toLowerCase());
    return at === -1 ? FIRST.length : at;
  };
  return [...roles].sort((one, other) => rank(one) - rank(other));
}

const FIRST = ['lehr', 'lern', 'vlehr'];
