import { randomUUID } from 'node:crypto';
import type { Json } from '../../protocol/wire';
import type { Entry, Kind } from './entry';

export interface NewEntry {
  readonly kind: Kind;
  readonly mandant: string;
  readonly organisation: string;
  readonly parent?: string;
  readonly data: Json;
  readonly id?: string;
}

/** Everything the service keeps, of all schools. */
export class Store {
  readonly organisations = new Map<string, Json>();
  private readonly entries = new Map<string, Entry>();
  private readonly ids: Readonly<Record<Kind, Set<string>>> = {
    person: new Set(),
    kontext: new Set(),
    gruppe: new Set(),
    zugehoerigkeit: new Set(),
    beziehung: new Set(),
    sichtfreigabe: new Set(),
  };
  private readonly children = new Map<string, Set<string>>();

  /** @param clock contexts whose time of deletion has come are gone */
  constructor(private readonly clock: () => Date) {}

  add({ kind, mandant, organisation, parent = '', data, id = randomUUID() }: NewEntry): Entry {
    const entry = { id, kind, mandant, organisation, parent, data, revision: 1, delivered: false };
    this.entries.set(id, entry);
    this.ids[kind].add(id);
    const siblings = this.children.get(parent);
    if (siblings) siblings.add(id);
    else if (parent !== '') this.children.set(parent, new Set([id]));
    return entry;
  }

  /** The record as it is after a change; its revision moves. */
  change(entry: Entry, data: Json): Entry {
    const changed = { ...entry, data, revision: entry.revision + 1 };
    this.entries.set(entry.id, changed);
    return changed;
  }

  /** Marks a context as fetched by a service; its revision stays. @returns whether there is one */
  deliver(id: string): boolean {
    const entry = this.find('kontext', id);
    if (entry) this.entries.set(id, { ...entry, delivered: true });
    return entry !== undefined;
  }

  find(kind: Kind, id: string): Entry | undefined {
    const entry = this.any(id);
    return entry?.kind === kind ? entry : undefined;
  }

  any(id: string): Entry | undefined {
    const entry = this.entries.get(id);
    return entry && !this.isOver(entry) ? entry : undefined;
  }

  list(kind: Kind): Entry[] {
    return this.all(this.ids[kind]);
  }

  below(kind: Kind, parent: string): Entry[] {
    return this.all(this.children.get(parent) ?? []).filter((entry) => entry.kind === kind);
  }

  remove(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    this.ids[entry.kind].delete(id);
    this.children.get(entry.parent)?.delete(id);
  }

  clear(): void {
    for (const id of [...this.entries.keys()]) this.remove(id);
  }

  private all(ids: Iterable<string>): Entry[] {
    return [...ids].map((id) => this.any(id)).filter((entry) => entry !== undefined);
  }

  private isOver({ kind, data }: Entry): boolean {
    if (kind !== 'kontext' || data.loeschung === undefined) return false;
    const { zeitpunkt } = data.loeschung as { readonly zeitpunkt: string };
    return new Date(zeitpunkt) <= this.clock();
  }
}
