import type { FaultKind } from './faults';
import type { Client } from './client';

/** What was seen of one call, whatever became of it. No values of headers, no contents. */
export interface Call {
  readonly nr: number;
  readonly zeit: Date;
  readonly clientCn: string | null;
  readonly fingerprint256: string | null;
  /** Why the certificate is not good enough. */
  readonly zertifikatsfehler: Client['problem'];
  readonly tlsVersion: string | null;
  readonly sitzungWiederverwendet: boolean;
  /** In the order and spelling they came in. */
  readonly kopfzeilen: readonly string[];
  readonly bytes: number;
  /** The Träger the call was made for, if it could be read. */
  readonly traeger: string | null;
  readonly quelleId: string | null;
  readonly datensatzIds: readonly string[];
  readonly fault: FaultKind | null;
  /** Absent if nothing was processed. */
  readonly datenquelleId: number | null;
  /** Absent if there was no answer. */
  readonly http: number | null;
  readonly fehlercode: string | null;
}

type Finding = Partial<Omit<Call, 'nr' | 'zeit'>>;

/** The newest calls of the Webschnittstelle, and a way to wait for them. */
export class CallLog {
  private readonly calls = new Map<number, Call>();
  private readonly underWay = new Set<number>();
  private waiting: { readonly nr: number; readonly resolve: () => void }[] = [];
  private count = 0;

  constructor(private readonly keep: number) {}

  /** Calls since the start, forgotten ones included. */
  get total(): number {
    return this.count;
  }

  all(): Call[] {
    return [...this.calls.values()];
  }

  open(client: Client, kopfzeilen: readonly string[], zeit: Date): number {
    const nr = ++this.count;
    this.underWay.add(nr);
    this.calls.set(nr, {
      ...UNTOUCHED,
      nr,
      zeit,
      clientCn: client.cn,
      fingerprint256: client.fingerprint256,
      zertifikatsfehler: client.problem,
      tlsVersion: client.tlsVersion,
      sitzungWiederverwendet: client.sessionReused,
      kopfzeilen,
    });
    const oldest = this.calls.keys().next();
    if (this.calls.size > this.keep && !oldest.done) this.calls.delete(oldest.value);
    return nr;
  }

  note(nr: number, finding: Finding): void {
    const call = this.calls.get(nr);
    if (call) this.calls.set(nr, { ...call, ...finding });
  }

  /** The portal has done with this call what it will do; only the answer may still be under way. */
  settle(nr: number): void {
    this.underWay.delete(nr);
    const due = this.waiting.filter((one) => this.isSettled(one.nr));
    this.waiting = this.waiting.filter((one) => !due.includes(one));
    for (const { resolve } of due) resolve();
  }

  /** Resolves once the first `nr` calls since the start are settled. */
  async settled(nr: number): Promise<void> {
    if (this.isSettled(nr)) return;
    await new Promise<void>((resolve) => this.waiting.push({ nr, resolve }));
  }

  clear(): void {
    this.calls.clear();
  }

  private isSettled(nr: number): boolean {
    return nr <= this.count && [...this.underWay].every((open) => open > nr);
  }
}

const UNTOUCHED = {
  bytes: 0,
  traeger: null,
  quelleId: null,
  datensatzIds: [],
  fault: null,
  datenquelleId: null,
  http: null,
  fehlercode: null,
};
