import type { Child, Stammdatenpruefung } from './child';
import type { WireRecord } from './fields';
import { importRecord } from './import-record';
import { Logbook, type Datenquelle, type NewEntry } from './logbook';
import { DEFAULT_MODE, type Mode } from './mode';
import { sampleChildren } from './sample-children';
import { SeenIds } from './seen-ids';
import { SAMPLE_TRAEGER, type Traeger } from './traeger';
import { GENERIC_SENTENCE, refuseCall, type CallRefusal, type Verdict } from './verdict';

/** A call that could be read. */
export interface ImportRequest {
  readonly traeger: string;
  readonly benutzerId: string;
  readonly passwort: string;
  readonly quelle: {
    readonly id: string;
    readonly system: string;
    readonly version: string;
    readonly erstelltAm: string;
  };
  readonly anzahlDatensaetze: number;
  readonly datensaetze: readonly WireRecord[];
}

/** What became of a call. */
export interface Receipt {
  readonly datenquelle: Datenquelle;
  /** 200 unless the refusal of the call says otherwise. */
  readonly http: number;
}

export interface PortalOptions {
  readonly mode?: Partial<Mode>;
  readonly traeger?: readonly Traeger[];
  /** How many Datenquellen are kept, newest first. */
  readonly keep: number;
  readonly clock: () => Date;
}

/** The Kita-Planer behind its Webschnittstelle: who may call, which children there are, what was said. */
export class Portal {
  readonly logbook: Logbook;
  readonly seen = new SeenIds();
  readonly traeger: ReadonlyMap<string, Traeger>;
  mode: Mode;
  private readonly children = new Map<string, Child>();
  /** CN of a client certificate → the Träger it may call for. */
  private readonly clients = new Map<string, Set<string>>();
  /** Träger and `quelle.id` → Datenquelle. */
  private readonly processed = new Map<string, number>();

  constructor(private readonly options: PortalOptions) {
    this.logbook = new Logbook(options.keep);
    this.traeger = new Map((options.traeger ?? SAMPLE_TRAEGER).map((one) => [one.kennung, one]));
    this.mode = { ...DEFAULT_MODE, ...options.mode };
    for (const kennung of this.traeger.keys()) this.allow(`traeger-${kennung}`, kennung);
    this.reset();
  }

  /** Back to the sample children, an empty log and the mode of the start; certificates stay valid. */
  reset(): void {
    this.mode = { ...DEFAULT_MODE, ...this.options.mode };
    this.logbook.clear();
    this.seen.clear();
    this.processed.clear();
    this.children.clear();
    for (const child of sampleChildren().filter(({ traeger }) => this.traeger.has(traeger))) {
      this.children.set(child.kindIdExtern, child);
    }
  }

  /** Lets certificates with this CN call for this Träger (else KP-104). */
  allow(cn: string, traeger: string): void {
    this.clients.set(cn, (this.clients.get(cn) ?? new Set()).add(traeger));
  }

  child(kindIdExtern: string): Child | undefined {
    return this.children.get(kindIdExtern);
  }

  allChildren(): Child[] {
    return [...this.children.values()];
  }

  /** @returns false for a child the portal does not have. */
  setStammdatenpruefung(kindIdExtern: string, stammdatenpruefung: Stammdatenpruefung): boolean {
    const child = this.children.get(kindIdExtern);
    if (!child) return false;
    this.children.set(kindIdExtern, { ...child, stammdatenpruefung });
    return true;
  }

  finishByHand(nr: number): ReturnType<Logbook['finishByHand']> {
    return this.logbook.finishByHand(nr, this.options.clock());
  }

  /** A call that could not be trusted or not be read; it is written down all the same. */
  refuse(refusal: CallRefusal, clientCn: string | null): Receipt {
    const traeger = clientCn === null ? null : this.traegerOf(clientCn);
    return this.write({ quelleId: null, system: null, traeger, benutzerId: null, clientCn }, refusal);
  }

  /** Imports what can be imported and writes the call down. */
  receive(request: ImportRequest, clientCn: string): Receipt {
    for (const record of request.datensaetze) this.seen.received(record.DATENSATZ_ID);
    const allowed = this.clients.get(clientCn)?.has(request.traeger) ?? false;
    const entry = {
      quelleId: request.quelle.id,
      system: request.quelle.system,
      traeger: allowed ? request.traeger : this.traegerOf(clientCn),
      benutzerId: request.benutzerId,
      clientCn,
    };
    const traeger = allowed ? this.traeger.get(request.traeger) : undefined;
    if (!traeger) return this.write(entry, refuseCall('KP-104'));
    const refusal = this.refusal(request, traeger);
    if (refusal) return this.write(entry, refusal);
    return this.earlier(request) ?? this.import(request, traeger, entry);
  }

  private refusal(request: ImportRequest, traeger: Traeger): CallRefusal | undefined {
    const { maxDatensaetze, zuVieleDatensaetze, duplikat } = this.mode;
    if (traeger.benutzer[request.benutzerId] !== request.passwort) return refuseCall('KP-105');
    if (duplikat === 'ablehnen' && this.processed.has(key(request))) return refuseCall('KP-113');
    if (request.datensaetze.length > maxDatensaetze) {
      return refuseCall('KP-112', `Höchstens ${maxDatensaetze}.`, zuVieleDatensaetze === '413' ? 413 : 200);
    }
    return request.anzahlDatensaetze === request.datensaetze.length ? undefined : refuseCall('KP-111');
  }

  /** In mode `replay` the first answer is given again; nothing is processed, no Datenquelle is made. */
  private earlier(request: ImportRequest): Receipt | undefined {
    if (this.mode.duplikat !== 'replay') return undefined;
    const datenquelle = this.logbook.find(this.processed.get(key(request)) ?? 0);
    return datenquelle && { datenquelle, http: 200 };
  }

  private import(request: ImportRequest, traeger: Traeger, entry: NewEntry): Receipt {
    const records = request.datensaetze.map((record) => ({
      ...this.importOne(record, traeger),
      datensatzId: record.DATENSATZ_ID ?? '',
      kitaIdExtern: record.KITA_ID_EXTERN ?? '',
      kindIdExtern: record.KIND_ID_EXTERN ?? '',
    }));
    const datenquelle = this.logbook.add({ ...entry, records }, this.options.clock());
    this.remember(key(request), datenquelle.id);
    return { datenquelle, http: 200 };
  }

  private importOne(record: WireRecord, traeger: Traeger): Verdict {
    const { verdict, child } = importRecord(record, {
      traeger,
      child: this.children.get(record.KIND_ID_EXTERN ?? ''),
      mode: this.mode,
    });
    if (child) {
      this.children.set(child.kindIdExtern, child);
      this.seen.imported(record.DATENSATZ_ID);
    }
    if (verdict.status === 1 && this.mode.generischeFehler) {
      return { ...verdict, fehlermeldung: GENERIC_SENTENCE, fehlercode: null };
    }
    return this.mode.ohneFehlercodes ? { ...verdict, fehlercode: null } : verdict;
  }

  private write(entry: NewEntry, { http, fehlercode, fehlermeldung }: CallRefusal): Receipt {
    const refusal = { fehlercode: this.mode.ohneFehlercodes ? null : fehlercode, fehlermeldung };
    return { datenquelle: this.logbook.add({ ...entry, refusal }, this.options.clock()), http };
  }

  private remember(request: string, datenquelleId: number): void {
    this.processed.set(request, datenquelleId);
    const oldest = this.processed.keys().next();
    if (this.processed.size > this.options.keep && !oldest.done) this.processed.delete(oldest.value);
  }

  private traegerOf(cn: string): string | null {
    const [first] = this.clients.get(cn) ?? [];
    return first ?? null;
  }
}

const key = ({ traeger, quelle }: ImportRequest): string => `${traeger} ${quelle.id}`;
