/** What an earlier synchronisation remembered: this local record is that record of the service. */
export interface Link {
  readonly key: string;
  readonly remoteId: string;
  /** We created the record over there, so we may delete it. */
  readonly createdByUs: boolean;
}

/** The links of one kind of record, found from either side. */
export class Links {
  private readonly byRemoteId = new Map<string, Link>();
  private readonly byKey = new Map<string, Link>();

  constructor(links: Iterable<Link> = []) {
    for (const link of links) {
      this.byRemoteId.set(link.remoteId, link);
      this.byKey.set(link.key, link);
    }
  }

  get size(): number {
    return this.byRemoteId.size;
  }

  all(): Iterable<Link> {
    return this.byRemoteId.values();
  }

  keyOf(remoteId: string): string | undefined {
    return this.byRemoteId.get(remoteId)?.key;
  }

  remoteIdOf(key: string): string | undefined {
    return this.byKey.get(key)?.remoteId;
  }

  createdByUs(remoteId: string): boolean {
    return this.byRemoteId.get(remoteId)?.createdByUs ?? false;
  }
}
