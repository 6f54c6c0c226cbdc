import { asDeletionTime } from '../calendar';
import type { RemotePerson } from '../person';
import { planId, planItem, type PlanItem } from './plan-item';

/**
 * What becomes of somebody who left and whom a person confirmed as a leaver: the contexts of our
 * organisation first, the person when none is left (dossier 6.4). Without confirmation nobody is deleted.
 */
export function planLeaver(
  person: RemotePerson,
  { organisation, confirmed }: { readonly organisation: string; readonly confirmed: boolean },
): PlanItem[] {
  const standing = confirmed ? 'ready' : 'open';
  const parent = { remoteId: person.id };
  const ours = person.contexts.filter(
    (context) => !context.released && (context.organisation ?? organisation) === organisation,
  );
  const contexts = ours.map(({ id, revision }) =>
    planItem({
      resource: 'context',
      operation: 'delete',
      standing,
      because: 'left',
      remoteId: id,
      revision,
      parent,
    }),
  );
  if (ours.length < person.contexts.length) return contexts;

  const last = ours.at(-1);
  const itself = planItem({
    resource: 'person',
    operation: 'delete',
    standing,
    because: 'left',
    remoteId: person.id,
    revision: person.revision,
    ...(last && { after: planId('context', { remoteId: last.id }) }),
  });
  return [...contexts, itself];
}

/**
 * What to do when the service refuses to delete a context because it was delivered to others (400/13):
 * set the time of deletion instead. The person then has to wait for a later run (P31).
 *
 * @param wanted the end of the last day, or now
 * @param now a time in the past is refused; the next full minute is the earliest
 */
export function deletionTimeInstead(wanted: Date, now: Date): string {
  const earliest = new Date(now.getTime() + 60_000);
  return asDeletionTime(wanted > earliest ? wanted : earliest);
}
