/** By code units: the same everywhere, whatever the locale. */
export const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** The items ordered by a text each, computed once per item. */
export function orderedBy<T>(items: readonly T[], textOf: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, text: textOf(item) }))
    .sort((one, other) => compareText(one.text, other.text))
    .map(({ item }) => item);
}
