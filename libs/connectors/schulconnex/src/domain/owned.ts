/** The items of several owners, and whose each one is. */
export class Owned<O, I> {
  private readonly owners = new Map<I, O>();

  constructor(owners: Iterable<O>, itemsOf: (owner: O) => Iterable<I>) {
    for (const owner of owners) {
      for (const item of itemsOf(owner)) this.owners.set(item, owner);
    }
  }

  get items(): I[] {
    return [...this.owners.keys()];
  }

  /** @throws Error if it is none of the items: a bug of the caller's. */
  ownerOf(item: I): O {
    const owner = this.owners.get(item);
    if (owner === undefined) throw new Error('This item belongs to none of the owners');
    return owner;
  }
}
