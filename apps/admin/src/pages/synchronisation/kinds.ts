import type { PlanItem } from '../../api/synchronisations';

/** What sort of question this is, as people think of them. */
export function kindOf({ answers, operation, because, resource, standing }: PlanItem): string {
  if (answers.includes('lower-protection')) return 'protection';
  if (standing === 'conflict') return 'conflict';
  if (answers.includes('continue')) return 'continuation';
  if (operation === 'import') return resource === 'group' ? 'import-group' : 'import-person';
  if (because === 'vanished') return 'vanished';
  return resource === 'group' ? 'match-group' : 'match-person';
}
