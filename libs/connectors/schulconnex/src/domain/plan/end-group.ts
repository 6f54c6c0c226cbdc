import type { RemoteGroup } from '../group';
import { periodDays } from '../calendar';
import type { Change } from './changes';
import { deletionObstacles, type DeletionRules } from './group-deletion';
import { planItem, type PlanItem } from './plan-item';
import { deletableFrom } from './school-year';

/** What somebody said about a group that has ended; void if the group moves on meanwhile. */
export interface GroupEnd {
  readonly revision: string;
  /** Last day of the group, ISO 8601. */
  readonly endsOn: string;
  /** Days it stays before it is deleted; 0 deletes it at once. */
  readonly deleteAfterDays: number;
}

export interface EndRules extends DeletionRules {
  readonly referring: readonly RemoteGroup[];
  /** ISO 8601 date. */
  readonly today: string;
  /** Key of the group that takes its place under the same key. */
  readonly replacedKey?: string;
}

/** Another group takes its place under its key, so it goes first. */
export const REPLACED = 'ended and replaced';

/**
 * Ends a group somebody confirmed as ended: by deletion, or by an end of its term now and deletion in a run
 * after the days are over, which is confirmed again (G11 to G14).
 */
export function planEnd(group: RemoteGroup, end: GroupEnd, rules: EndRules): PlanItem {
  const because = rules.replacedKey === undefined ? 'ended' : REPLACED;
  const draft = { resource: 'group', remoteId: group.id, revision: group.revision, because } as const;
  const deletable = rules.today >= deletableFrom(end.endsOn, end.deleteAfterDays);
  if (end.deleteAfterDays === 0 || deletable) {
    const obstacles = deletionObstacles(group, rules.referring, rules);
    return planItem({
      ...draft,
      operation: 'delete',
      standing: obstacles.length > 0 ? 'blocked' : 'ready',
      obstacles,
    });
  }
  const changes = endChanges(group, end.endsOn, rules);
  return planItem({
    ...draft,
    operation: changes.length > 0 ? 'update' : 'none',
    standing: changes.length > 0 ? 'ready' : 'unchanged',
    changes,
  });
}

function endChanges({ term = {}, referrer, id }: RemoteGroup, endsOn: string, rules: EndRules): Change[] {
  const changes: Change[] = [];
  const change = (attribute: string, from: string | undefined, to: string | undefined): void => {
    if (from !== to) changes.push({ attribute, from, to, owner: 'gateway', reason: 'replaced' });
  };
  const lastDay = term.until ?? periodDays(term.untilPeriod ?? '')?.last;
  if (lastDay === undefined || lastDay > endsOn) {
    change('termUntil', term.until, endsOn);
    change('termUntilPeriod', term.untilPeriod, undefined);
  }
  // The key passes to the group that takes its place; two groups under one key would contradict each other.
  const { replacedKey, namespace } = rules;
  if (replacedKey !== undefined) change('referrer', referrer, namespace.referrerFor(`${replacedKey}~${id}`));
  return changes;
}
