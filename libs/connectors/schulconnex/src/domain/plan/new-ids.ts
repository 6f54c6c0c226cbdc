import type { GroupReference } from '../group';
import type { Value } from './attributes';
import type { Change } from './changes';

const MARK = 'new:';

/** Stands for the id a record of ours will get when it is created earlier in the same run. */
export const idToCome = (key: string): string => MARK + key;

/** Finds the id of a record that has been created meanwhile; `undefined` if that failed. */
export type NewIds = (resource: 'group' | 'context', key: string) => string | undefined;

/** Keys of records the changes wait for. */
export const awaitedBy = (changes: readonly Change[]): string[] =>
  changes.flatMap(({ to }) =>
    idsIn(to)
      .filter((id) => id.startsWith(MARK))
      .map((id) => id.slice(MARK.length)),
  );

/** The changes with ids instead of promises of ids; `undefined` if one of the records was not created (G09). */
export function withNewIds(changes: readonly Change[], idOf: NewIds): readonly Change[] | undefined {
  const filled = changes.map((change): Change | undefined => {
    if (change.attribute === 'contextId' && typeof change.to === 'string') {
      const id = resolve(change.to, (key) => idOf('context', key));
      return id === undefined ? undefined : { ...change, to: id };
    }
    if (change.attribute !== 'references') return change;
    const to = referencesIn(change.to).map((reference) => {
      const group = resolve(reference.group, (key) => idOf('group', key));
      return group === undefined ? undefined : { ...reference, group };
    });
    return to.every((one) => one !== undefined) ? { ...change, to } : undefined;
  });
  return filled.every((change) => change !== undefined) ? filled : undefined;
}

const resolve = (id: string, idOf: (key: string) => string | undefined): string | undefined =>
  id.startsWith(MARK) ? idOf(id.slice(MARK.length)) : id;

function idsIn(value: Value): string[] {
  if (typeof value === 'string') return [value];
  return referencesIn(value).map(({ group }) => group);
}

const referencesIn = (value: Value): readonly GroupReference[] =>
  Array.isArray(value)
    ? (value as readonly unknown[]).filter(
        (item): item is GroupReference => typeof item === 'object' && item !== null && 'group' in item,
      )
    : [];
