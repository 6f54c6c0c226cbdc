/** One request to the service and what it was answered. Contains what was sent: it is all invented. */
export interface JournalEntry {
  readonly nr: number;
  readonly method: string;
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly request?: unknown;
  /** Absent if the connection was dropped. */
  readonly status?: number;
  readonly answer?: unknown;
}

/** The newest requests, oldest first. */
export class Journal {
  private entries: JournalEntry[] = [];
  private count = 0;

  constructor(private readonly keep: number) {}

  note(entry: Omit<JournalEntry, 'nr'>): void {
    this.entries.push({ nr: ++this.count, ...entry });
    if (this.entries.length > 2 * this.keep) this.entries = this.entries.slice(-this.keep);
  }

  all(): readonly JournalEntry[] {
    return this.entries.slice(-this.keep);
  }

  /** The requests as one line each: `PUT /personen/uuid1`. */
  lines(): string[] {
    return this.all().map(({ method, path }) => `${method} ${path}`);
  }

  clear(): void {
    this.entries = [];
  }
}
