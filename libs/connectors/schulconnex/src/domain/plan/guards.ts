import type { PlanItem } from './plan-item';

/** Something about a whole run that is not plausible. */
export interface Warning {
  readonly code:
    | 'SOURCE_EMPTY'
    | 'SOURCE_SHRUNKEN'
    | 'LIST_EMPTY'
    | 'LIST_IMPLAUSIBLE'
    | 'MASS_CREATION'
    | 'MASS_DELETION';
  /** `stop`: nothing is written. `confirm`: somebody confirms a second time, having seen the numbers. */
  readonly demands: 'stop' | 'confirm';
  readonly what: 'people' | 'groups' | 'memberships' | 'contexts';
  readonly count: number;
  /** What it is measured by. */
  readonly of: number;
}

/** How many records there are, and how many there used to be. */
export interface Counts {
  /** From the school now, and in the last snapshot that was carried out. */
  readonly source: number;
  readonly sourceBefore: number;
  /** From the service now; and how many of the records linked so far the service still lists. */
  readonly service: number;
  readonly linked: number;
  readonly linkedStillListed: number;
}

/** The largest part that may be missing before a list is taken for incomplete (promise C3). */
const LARGEST_LOSS = 0.2;

/** Fewer records than this prove nothing by going. */
const SMALLEST_LOSS = 3;

/**
 * Empty and implausibly shrunken lists, from either side: the run stops before the first write. Nobody is
 * created because a list was cut, and nothing is deleted because an export was empty.
 */
export function checkLists(
  what: 'people' | 'groups',
  counts: Counts,
  { thresholds = ordinary }: { readonly thresholds?: Thresholds } = {},
): Warning[] {
  const warnings: Warning[] = [];
  const stop = (code: Warning['code'], count: number, of: number): void => {
    warnings.push({ code, demands: 'stop', what, count, of });
  };
  if (counts.source === 0) {
    if (counts.sourceBefore > 0 || counts.service > 0) stop('SOURCE_EMPTY', 0, counts.sourceBefore);
  } else if (hasShrunk(counts.source, counts.sourceBefore, thresholds.loss)) {
    stop('SOURCE_SHRUNKEN', counts.source, counts.sourceBefore);
  }
  if (counts.service === 0 && counts.linked > 0) {
    stop('LIST_EMPTY', 0, counts.linked);
  } else if (hasShrunk(counts.linkedStillListed, counts.linked, thresholds.loss)) {
    stop('LIST_IMPLAUSIBLE', counts.linkedStillListed, counts.linked);
  }
  return warnings;
}

const hasShrunk = (now: number, before: number, loss: number): boolean =>
  before - now >= SMALLEST_LOSS && before - now > before * loss;

/** How much may happen at once without a second confirmation: at least a number, at most a part. */
export interface Thresholds {
  readonly deletions: { readonly atLeast: number; readonly part: number };
  readonly creations: { readonly atLeast: number; readonly part: number };
  /** The part of a list that may be missing. */
  readonly loss: number;
}

/** Dossier 10.4: more than max(5, 10 %) deletions need a second confirmation. */
export const ordinary: Thresholds = {
  deletions: { atLeast: 5, part: 0.1 },
  creations: { atLeast: 50, part: 0.25 },
  loss: LARGEST_LOSS,
};

/** A school-year change moves a large part of everything. */
export const schoolYearChange: Thresholds = {
  deletions: { atLeast: 20, part: 0.5 },
  creations: { atLeast: 200, part: 0.6 },
  loss: 0.5,
};

/** School-year thresholds hold from one day to another, both included; ISO 8601 dates. */
export const thresholdsOn = (
  today: string,
  change: { readonly from: string; readonly until: string } | undefined,
): Thresholds => (change && change.from <= today && today <= change.until ? schoolYearChange : ordinary);

/** Mass creations and mass deletions, measured by what the service has. */
export function checkAmounts(
  items: readonly PlanItem[],
  existing: Readonly<Record<PlanItem['resource'], number>>,
  thresholds: Thresholds = ordinary,
): Warning[] {
  return RESOURCES.flatMap(([resource, what]) => {
    const planned = (operation: 'create' | 'delete'): number =>
      items.filter(
        (item) => item.resource === resource && item.operation === operation && item.standing === 'ready',
      ).length;
    const of = existing[resource];
    const [created, deleted] = [planned('create'), planned('delete')];
    return [
      ...(isMass(created, of, thresholds.creations)
        ? [{ code: 'MASS_CREATION', demands: 'confirm', what, count: created, of } as const]
        : []),
      ...(isMass(deleted, of, thresholds.deletions)
        ? [{ code: 'MASS_DELETION', demands: 'confirm', what, count: deleted, of } as const]
        : []),
    ];
  });
}

const RESOURCES = [
  ['person', 'people'],
  ['context', 'contexts'],
  ['group', 'groups'],
  ['membership', 'memberships'],
] as const;

const isMass = (count: number, of: number, { atLeast, part }: { atLeast: number; part: number }): boolean =>
  count > Math.max(atLeast, of * part);
