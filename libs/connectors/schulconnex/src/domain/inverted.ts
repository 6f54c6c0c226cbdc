/** Whose each item is. */
export function inverted<O, I>(owners: Iterable<O>, itemsOf: (owner: O) => Iterable<I>): Map<I, O> {
  const ownerOf = new Map<I, O>();
  for (const owner of owners) {
    for (const item of itemsOf(owner)) ownerOf.set(item, owner);
  }
  return ownerOf;
}
