import { isSame, attributes, type Kind, type Resource, type Value, type Values } from './attributes';
import type { Change } from './changes';

/** What to do when the service says that a record has moved on (409/00, dossier 10.3). */
export type AfterConflict =
  /** Nobody touched what we mean to change: build the record anew from the fresh one, send it once more. */
  | { readonly do: 'retry'; readonly changes: readonly Change[] }
  /** Somebody made the very changes; nothing is left to send. */
  | { readonly do: 'nothing' }
  /** Somebody changed these attributes to something else: a person looks at both values. */
  | { readonly do: 'ask'; readonly attributes: readonly string[] };

/**
 * Compares what we saw when we planned with what is there now, attribute by attribute of those we mean to
 * change. What others changed elsewhere in the record is none of our business and is kept (P20, P21).
 */
export function afterConflict(resource: Resource, planned: readonly Change[], fresh: Values): AfterConflict {
  const kinds: Readonly<Record<string, Kind>> = attributes[resource];
  const now = fresh as Readonly<Record<string, Value>>;
  const moved: string[] = [];
  const left: Change[] = [];
  for (const change of planned) {
    const kind = kinds[change.attribute] ?? 'text';
    const current = now[change.attribute];
    if (isSame(kind, current, change.to)) continue;
    if (isSame(kind, current, change.from)) left.push(change);
    else moved.push(change.attribute);
  }
  if (moved.length > 0) return { do: 'ask', attributes: moved };
  return left.length > 0 ? { do: 'retry', changes: left } : { do: 'nothing' };
}

/** What a search by referrer says about a creation whose answer got lost (dossier 5). */
export type Recovery<T> =
  { readonly found: 'one'; readonly record: T } | { readonly found: 'none' } | { readonly found: 'several' };

/** The service's filter finds everything that contains the text: only the exact referrer counts (P18). */
export function recoverByReferrer<T extends { readonly referrer?: string }>(
  listed: readonly T[],
  referrer: string,
): Recovery<T> {
  const [record, ...others] = listed.filter((one) => one.referrer === referrer);
  if (!record) return { found: 'none' };
  return others.length === 0 ? { found: 'one', record } : { found: 'several' };
}
