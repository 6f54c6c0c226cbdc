import type { Resource } from './attributes';
import type { PlanItem } from './plan-item';

/** What became of one record, as the report counts it (dossier 10.5; step 11). */
const buckets = [
  'updated',
  'unchanged',
  'created',
  'deleted',
  'imported',
  'open',
  'declined',
  'conflict',
  'failed',
  'skipped',
  'not-selected',
  /** Sent or not, nobody knows; a person or the next run finds out. */
  'uncertain',
] as const;

export type Bucket = (typeof buckets)[number];

/** What a step came to when it was carried out. */
export type StepResult =
  | { readonly result: 'done' }
  | { readonly result: 'skipped'; readonly because: string }
  | { readonly result: 'conflict'; readonly attributes: readonly string[] }
  | { readonly result: 'uncertain' }
  | { readonly result: 'failed'; readonly code: string; readonly title?: string };

export interface Failure {
  readonly resource: Resource;
  /** The local key, or the service's id where there is none: no personal data beyond that. */
  readonly key: string;
  /** HTTP status and subcode of the service, e.g. `400/10`, or a code of ours. */
  readonly code: string;
  readonly title?: string;
}

export interface Report {
  readonly counts: Readonly<Record<Resource, Readonly<Record<Bucket, number>>>>;
  readonly failures: readonly Failure[];
  /** Nothing failed, conflicted or stayed uncertain, or something did beside successes, or nothing succeeded. */
  readonly outcome: 'succeeded' | 'partly' | 'failed';
}

/**
 * Counts every planned record in exactly one bucket. Records left alone – other people's, and candidates
 * counted with the question they wait for – are not counted.
 *
 * @param results by id of the plan item; what is ready and has no result was not tried
 */
export function reportOn(items: readonly PlanItem[], results: ReadonlyMap<string, StepResult>): Report {
  const counts = noCounts();
  const failures: Failure[] = [];
  for (const item of items) {
    const result = results.get(item.id);
    const bucket = bucketOf(item, result);
    if (bucket) counts[item.resource][bucket]++;
    if (result?.result === 'failed') {
      const { code, title } = result;
      const key = item.key ?? item.remoteId ?? '';
      failures.push({ resource: item.resource, key, code, ...(title !== undefined && { title }) });
    }
  }
  return reportOf(counts, failures);
}

/** A report on records that were counted elsewhere. */
export const reportOf = (counts: Report['counts'], failures: readonly Failure[]): Report => ({
  counts,
  failures,
  outcome: outcomeOf(Object.values(counts)),
});

/** Nothing counted yet. */
export const noCounts = (): Record<Resource, Record<Bucket, number>> => ({
  person: none(),
  context: none(),
  group: none(),
  membership: none(),
});

/** `undefined`: left alone. */
export function bucketOf({ operation, standing }: PlanItem, result?: StepResult): Bucket | undefined {
  switch (standing) {
    case 'ready':
      return result ? bucketOfResult(operation, result) : 'skipped';
    case 'left-alone':
      return undefined;
    case 'blocked':
      return 'skipped';
    case 'unchanged':
    case 'open':
    case 'declined':
    case 'conflict':
    case 'not-selected':
      return standing;
  }
}

const bucketOfResult = (operation: PlanItem['operation'], { result }: StepResult): Bucket =>
  result === 'done' ? DONE[operation] : result;

const DONE: Readonly<Record<PlanItem['operation'], Bucket>> = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  import: 'imported',
  none: 'unchanged',
};

const none = (): Record<Bucket, number> =>
  Object.fromEntries(buckets.map((bucket) => [bucket, 0])) as Record<Bucket, number>;

function outcomeOf(counts: readonly Readonly<Record<Bucket, number>>[]): Report['outcome'] {
  const total = (wanted: readonly Bucket[]): number =>
    counts.reduce((sum, one) => sum + wanted.reduce((part, bucket) => part + one[bucket], 0), 0);
  const bad = total(['failed', 'conflict', 'uncertain', 'skipped']);
  if (bad === 0) return 'succeeded';
  return total(['updated', 'created', 'deleted', 'imported', 'unchanged']) > 0 ? 'partly' : 'failed';
}

/** The report as lines of text, in the reader's words. */
export function reportText(
  report: Report,
  words: {
    readonly bucket: (bucket: Bucket) => string;
    readonly resource: (resource: Resource) => string;
    /** What a code means and what to do, where it is known. */
    readonly code: (code: string) => string | undefined;
  },
): string {
  const lines = (Object.entries(report.counts) as [Resource, Readonly<Record<Bucket, number>>][]).map(
    ([resource, counts]) => {
      const told = buckets
        .filter((bucket) => counts[bucket] > 0)
        .map((bucket) => `${words.bucket(bucket)} ${counts[bucket]}`);
      return `${words.resource(resource)}: ${told.length > 0 ? told.join(', ') : '–'}`;
    },
  );
  const failures = report.failures.map(
    ({ resource, key, code, title }) =>
      `${words.resource(resource)} ${key}: ${[code, words.code(code) ?? title ?? ''].join(' ').trimEnd()}`,
  );
  return [...lines, ...failures].join('\n');
}
