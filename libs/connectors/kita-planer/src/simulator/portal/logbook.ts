import type { Verdict } from './verdict';

/** One record of a Datenquelle: its own Protokolleintrag. */
export interface Datensatz extends Verdict {
  /** Running number over all Datenquellen; what "Datensatz ohne Import erledigen" names. */
  readonly nr: number;
  readonly datenquelleId: number;
  readonly datensatzId: string;
  readonly kitaIdExtern: string;
  readonly kindIdExtern: string;
  readonly erledigtAm: Date | null;
  readonly erledigtDurch: 'Import' | 'ohne Import' | null;
}

/** What the Kita-Planer writes down about one call of the Webschnittstelle. */
export interface Datenquelle {
  readonly id: number;
  /** The sender's number, if the call could be read so far. */
  readonly quelleId: string | null;
  readonly system: string | null;
  /** Whose log it stands in; null if nobody trustworthy called. */
  readonly traeger: string | null;
  readonly benutzerId: string | null;
  readonly clientCn: string | null;
  readonly eingegangenAm: Date;
  /** Set when every record is imported or finished by hand; a refused call stays open. */
  readonly erledigtAm: Date | null;
  /** Why the call as a whole was refused. */
  readonly fehlercode: string | null;
  readonly fehlermeldung: string | null;
  readonly datensaetze: readonly Datensatz[];
}

/** What stands in a Datenquelle before the portal numbers it. */
export interface NewEntry extends Pick<
  Datenquelle,
  'quelleId' | 'system' | 'traeger' | 'benutzerId' | 'clientCn'
> {
  readonly refusal?: { readonly fehlercode: string | null; readonly fehlermeldung: string };
  readonly records?: readonly (Verdict & Pick<Datensatz, 'datensatzId' | 'kitaIdExtern' | 'kindIdExtern'>)[];
}

export type HandDone = 'done' | 'unknown' | 'already done';

const FIRST_ID = 90_001;

/** The Träger-Ansicht's memory: the newest Datenquellen, each with its records. */
export class Logbook {
  private readonly datenquellen = new Map<number, Datenquelle>();
  /** Number of a record → its Datenquelle. */
  private readonly sources = new Map<number, number>();
  private nextId = FIRST_ID;
  private nextNr = 1;

  constructor(private readonly keep: number) {}

  /** Newest last. */
  all(): Datenquelle[] {
    return [...this.datenquellen.values()];
  }

  find(id: number): Datenquelle | undefined {
    return this.datenquellen.get(id);
  }

  /** Writes a call down; it is finished at once if every one of its records was imported. */
  add({ refusal, records = [], ...entry }: NewEntry, now: Date): Datenquelle {
    const id = this.nextId++;
    const datensaetze = records.map((record) => this.number(record, id, now));
    const datenquelle: Datenquelle = {
      ...entry,
      id,
      eingegangenAm: now,
      erledigtAm: !refusal && allDone(datensaetze) ? now : null,
      fehlercode: refusal?.fehlercode ?? null,
      fehlermeldung: refusal?.fehlermeldung ?? null,
      datensaetze,
    };
    this.datenquellen.set(id, datenquelle);
    for (const { nr } of datensaetze) this.sources.set(nr, id);
    this.forgetOldest();
    return datenquelle;
  }

  /** "Datensatz ohne Import erledigen"; the Datenquelle is finished with its last record. */
  finishByHand(nr: number, now: Date): HandDone {
    const datenquelle = this.datenquellen.get(this.sources.get(nr) ?? 0);
    const record = datenquelle?.datensaetze.find((candidate) => candidate.nr === nr);
    if (!datenquelle || !record) return 'unknown';
    if (record.erledigtAm) return 'already done';
    const datensaetze = datenquelle.datensaetze.map((candidate): Datensatz =>
      candidate.nr === nr ? { ...candidate, erledigtAm: now, erledigtDurch: 'ohne Import' } : candidate,
    );
    const erledigtAm = allDone(datensaetze) ? now : null;
    this.datenquellen.set(datenquelle.id, { ...datenquelle, datensaetze, erledigtAm });
    return 'done';
  }

  clear(): void {
    this.datenquellen.clear();
    this.sources.clear();
  }

  private number(
    record: NonNullable<NewEntry['records']>[number],
    datenquelleId: number,
    now: Date,
  ): Datensatz {
    const ok = record.status === 0;
    return {
      ...record,
      nr: this.nextNr++,
      datenquelleId,
      erledigtAm: ok ? now : null,
      erledigtDurch: ok ? 'Import' : null,
    };
  }

  private forgetOldest(): void {
    for (const [id, { datensaetze }] of this.datenquellen) {
      if (this.datenquellen.size <= this.keep) return;
      this.datenquellen.delete(id);
      for (const { nr } of datensaetze) this.sources.delete(nr);
    }
  }
}

const allDone = (records: readonly Datensatz[]): boolean =>
  records.every(({ erledigtAm }) => erledigtAm !== null);
