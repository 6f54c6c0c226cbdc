import type { LocalGroup, RemoteGroup } from '../group';
import type { GroupMatch } from '../match-groups';

/** When a course goes on under the same id after a change of the school year. */
export type CourseContinuation = 'always' | 'same-teacher';

/** What a school wants in general (guide “Schuljahreswechsel”); somebody confirms every group all the same. */
export interface ContinuationPolicy {
  /** Oberstufe: grades 11 to 13. */
  readonly upperCourses: CourseContinuation;
  /** Everything below. */
  readonly lowerCourses: CourseContinuation;
  /** Days an ended group stays before it is deleted; 0 deletes it at once. */
  readonly deleteAfterDays: number;
}

export const defaultContinuation: ContinuationPolicy = {
  upperCourses: 'always',
  lowerCourses: 'same-teacher',
  deleteAfterDays: 30,
};

/** What is proposed for one group both sides know, and why. A person confirms or changes it. */
export interface ContinuationProposal {
  readonly key: string;
  readonly remoteId: string;
  readonly revision: string;
  readonly propose: 'continue' | 'end';
  readonly because:
    'a class' | 'not a course' | 'policy' | 'same teacher' | 'teacher changed' | 'no teacher known';
}

/**
 * Proposes which groups go on. Classes always do; a course that ends is deleted and created anew, because
 * everything services attached to it would otherwise pass to another teacher.
 */
export function proposeContinuations(
  matches: readonly GroupMatch[],
  policy: ContinuationPolicy,
  contextIdOf: (contextKey: string) => string | undefined,
): ContinuationProposal[] {
  return matches.flatMap((match) => {
    if (match.case !== 1 || !match.selected) return [];
    const { local, remote } = match;
    const { id: remoteId, revision } = remote;
    return [{ key: local.key, remoteId, revision, ...proposal(local, remote, policy, contextIdOf) }];
  });
}

function proposal(
  local: LocalGroup,
  remote: RemoteGroup,
  policy: ContinuationPolicy,
  contextIdOf: (contextKey: string) => string | undefined,
): Pick<ContinuationProposal, 'propose' | 'because'> {
  const type = local.type.toLowerCase();
  if (type === 'klasse') return { propose: 'continue', because: 'a class' };
  if (type !== 'kurs') return { propose: 'continue', because: 'not a course' };

  const rule = isUpper(local) ? policy.upperCourses : policy.lowerCourses;
  if (rule === 'always') return { propose: 'continue', because: 'policy' };
  const before = new Set(remote.memberships.filter(teaches).map(({ contextId }) => contextId));
  if (before.size === 0) return { propose: 'continue', because: 'no teacher known' };
  const now = (local.memberships ?? []).filter(teaches).map(({ context }) => contextIdOf(context));
  const same = now.some((id) => id !== undefined && before.has(id));
  return same
    ? { propose: 'continue', because: 'same teacher' }
    : { propose: 'end', because: 'teacher changed' };
}

const teaches = ({ roles }: { readonly roles: readonly string[] }): boolean =>
  roles.some((role) => role.toLowerCase() === 'lehr');

const isUpper = ({ grades = [] }: LocalGroup): boolean =>
  grades.length > 0 && grades.every((grade) => Number(grade) >= 11);

/** The day after which an ended group may be deleted. ISO 8601 date. */
export function deletableFrom(endsOn: string, days: number): string {
  const day = new Date(`${endsOn}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}
