/** How often a DATENSATZ_ID arrived in a readable call, and how often it was imported. */
export interface Sightings {
  readonly empfangen: number;
  readonly importiert: number;
}

const MOST = 1_000_000;

/** Every DATENSATZ_ID ever received, so that a record sent twice shows. The newest million is kept. */
export class SeenIds {
  private readonly ids = new Map<string, Sightings>();
  private lost = 0;

  /** Ids that were dropped because there were too many; 0 in any sane test. */
  get forgotten(): number {
    return this.lost;
  }

  get size(): number {
    return this.ids.size;
  }

  of(datensatzId: string): Sightings {
    return this.ids.get(datensatzId) ?? { empfangen: 0, importiert: 0 };
  }

  entries(): IterableIterator<[string, Sightings]> {
    return this.ids.entries();
  }

  received(datensatzId: string | undefined): void {
    if (!datensatzId) return;
    const { empfangen, importiert } = this.of(datensatzId);
    this.ids.set(datensatzId, { empfangen: empfangen + 1, importiert });
    const oldest = this.ids.keys().next();
    if (this.ids.size <= MOST || oldest.done) return;
    this.ids.delete(oldest.value);
    this.lost++;
  }

  imported(datensatzId: string | undefined): void {
    if (!datensatzId) return;
    const { empfangen, importiert } = this.of(datensatzId);
    this.ids.set(datensatzId, { empfangen, importiert: importiert + 1 });
  }

  clear(): void {
    this.ids.clear();
    this.lost = 0;
  }
}
