import type { Resource } from './attributes';
import type { Change, Kept } from './changes';

/** What is planned for one record. */
export type Operation = 'create' | 'update' | 'delete' | 'import' | 'none';

/**
 * Where a planned step stands. Only `ready` is written; the others are the buckets the report counts
 * (dossier 10.5).
 */
export type Standing =
  | 'ready'
  | 'unchanged'
  /** A person has to decide: a match, an import, a creation that may be a duplicate. */
  | 'open'
  | 'declined'
  | 'conflict'
  | 'not-selected'
  /** Rules forbid it; `obstacles` says which. */
  | 'blocked'
  /** Not ours: looked at and left alone. */
  | 'left-alone';

/** One record, what is to become of it, and why. The plan is data: stored, shown, confirmed, executed. */
export interface PlanItem {
  /** The same for the same record in every plan. */
  readonly id: string;
  readonly resource: Resource;
  readonly operation: Operation;
  readonly standing: Standing;
  /** Which case of the specification, where it counts cases. */
  readonly case?: number;
  /** Which rule decided. */
  readonly because: string;
  readonly key?: string;
  readonly remoteId?: string;
  /** What the service's revision was when it was planned: moves it, the step is off (R14). */
  readonly revision?: string;
  /** The person of a context, the group of a membership. */
  readonly parent?: RecordRef;
  readonly changes: readonly Change[];
  readonly kept: readonly Kept[];
  /** Which attributes agree, differ or are missing, packed: see `likenessOf`. */
  readonly likeness?: number;
  /** Keys or ids of the records a person chooses among. */
  readonly candidates?: readonly string[];
  readonly obstacles?: readonly string[];
  /** Must have succeeded before: a replacement is created before the old record goes. */
  readonly after?: string;
}

export interface RecordRef {
  readonly key?: string;
  readonly remoteId?: string;
}

export const planId = (resource: Resource, { key, remoteId }: RecordRef): string =>
  `${resource}/${key ?? ''}/${remoteId ?? ''}`;

type Draft = Omit<PlanItem, 'id' | 'changes' | 'kept'> & Partial<Pick<PlanItem, 'changes' | 'kept'>>;

export const planItem = (draft: Draft): PlanItem => ({
  changes: [],
  kept: [],
  ...draft,
  id: planId(draft.resource, draft),
});

/** An update, or the finding that nothing differs – in which case nothing is sent. */
export const updateOrNothing = (
  draft: Omit<Draft, 'operation' | 'standing'>,
  changes: readonly Change[],
): PlanItem =>
  planItem({
    ...draft,
    changes,
    operation: changes.length > 0 ? 'update' : 'none',
    standing: changes.length > 0 ? 'ready' : 'unchanged',
  });
