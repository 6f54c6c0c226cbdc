import type { ContextMatch } from '../match-contexts';
import type { Namespace } from '../namespace';
import type { LocalContext, LocalPerson, RemoteContext } from '../person';
import { valuesOfContext, type Values } from './attributes';
import { differenceBetween, type Leadership } from './changes';
import { planId, planItem, updateOrNothing, type PlanItem, type RecordRef } from './plan-item';

export interface ContextPlanRules {
  readonly namespace: Namespace;
  readonly contextLeadership?: Leadership;
}

/** What is to become of one context of a person both sides know. */
export function planContext(match: ContextMatch, rules: ContextPlanRules): PlanItem[] {
  if (match.action === 'none') return match.remotes.map(conflict);
  const parent = { key: match.person.local.key, remoteId: match.person.remote.id };
  switch (match.action) {
    case 'update':
      return [planUpdate(match.local, match.remote, match.because, { parent, rules })];
    case 'create':
      return [planCreation(match.local, match.because, { parent, rules })];
    case 'replace':
      return [
        planCreation(match.local, match.because, { parent, rules }),
        planItem({
          ...of(match.remote, match.because, parent),
          operation: 'delete',
          standing: 'ready',
          after: planId('context', { key: match.local.key }),
        }),
      ];
    case 'leave':
      return [
        planItem({ ...of(match.remote, match.because, parent), operation: 'none', standing: 'left-alone' }),
      ];
  }
}

/** The contexts of a person who is to be created. */
export const planNewContexts = ({ local }: { local: LocalPerson }, rules: ContextPlanRules): PlanItem[] =>
  (local.contexts ?? []).map((context) =>
    planCreation(context, 'new', { parent: { key: local.key }, rules }),
  );

interface Place {
  readonly parent: RecordRef;
  readonly rules: ContextPlanRules;
}

function planUpdate(
  local: LocalContext,
  remote: RemoteContext,
  because: string,
  { parent, rules }: Place,
): PlanItem {
  const { changes, kept } = differenceBetween(localValues(local, rules), valuesOfContext(remote), {
    resource: 'context',
    namespace: rules.namespace,
    ...(rules.contextLeadership && { leadership: rules.contextLeadership }),
  });
  return updateOrNothing({ ...of(remote, because, parent), key: local.key, kept }, changes);
}

function planCreation(local: LocalContext, because: string, { parent, rules }: Place): PlanItem {
  const { changes } = differenceBetween(
    localValues(local, rules),
    {},
    { resource: 'context', namespace: rules.namespace },
  );
  return planItem({
    resource: 'context',
    operation: 'create',
    standing: 'ready',
    because,
    key: local.key,
    parent,
    changes,
  });
}

const of = ({ id, revision }: RemoteContext, because: string, parent: RecordRef) =>
  ({ resource: 'context', because, remoteId: id, revision, parent }) as const;

const conflict = (remote: RemoteContext): PlanItem =>
  planItem({
    resource: 'context',
    operation: 'none',
    standing: 'conflict',
    because: 'keys contradict',
    remoteId: remote.id,
    revision: remote.revision,
  });

const localValues = (local: LocalContext, { namespace }: ContextPlanRules): Values => ({
  ...local,
  referrer: namespace.referrerFor(local.key),
});
