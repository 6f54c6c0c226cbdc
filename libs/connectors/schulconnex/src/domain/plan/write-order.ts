import { REPLACED } from './end-group';
import type { PlanItem } from './plan-item';

/** The second pass over groups that refer to others created in the same run. */
export const REFERS_TO_NEW = 'refers to new groups';

/**
 * The order in which planned steps are written (dossier 10.1): people, contexts – new ones before old ones
 * go –, groups, references between new groups, memberships – added before removed, so that no group runs
 * empty meanwhile –, deletions of groups last.
 */
export function inWriteOrder(items: readonly PlanItem[]): PlanItem[] {
  const ready = items.filter(({ standing, operation }) => standing === 'ready' && WRITES.has(operation));
  return ready
    .map((item, index) => ({ item, index, stage: stageOf(item) }))
    .sort((one, other) => one.stage - other.stage || one.index - other.index)
    .map(({ item }) => item);
}

const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'delete']);

/** Which stage a step belongs to; the steps of one stage may be written at the same time. */
export function stageOf({ resource, operation, because }: PlanItem): number {
  if (because === REPLACED) return STAGES.indexOf('replaced groups');
  if (because === REFERS_TO_NEW) return STAGES.indexOf('references');
  return STAGES.indexOf(operation === 'delete' ? `delete ${resource}` : resource);
}

const STAGES: readonly string[] = [
  'person',
  'context',
  'delete context',
  'delete person',
  'replaced groups',
  'group',
  'references',
  'membership',
  'delete membership',
  'delete group',
];

/**
 * What a failed or skipped step means for those that need it: they are not tried (10.1, G09, P30).
 *
 * @param failed ids of plan items that failed or were skipped
 */
export const isSkippedAfter = (
  { after, resource, parent }: PlanItem,
  failed: ReadonlySet<string>,
): boolean => {
  if (after !== undefined && failed.has(after)) return true;
  if (!parent || parent.remoteId !== undefined) return false;
  const kind = resource === 'membership' ? 'group' : 'person';
  return failed.has(`${kind}/${parent.key ?? ''}/`);
};
