import type { Json } from '../../protocol/wire';
import type { Profile, RegisteredClient } from '../state/client';
import type { Entry, Kind } from '../state/entry';
import type { Store } from '../state/store';
import { Fehler } from './fehler';
import type { Filters } from './filters';

/** One authorised request, split up, and what it works on. */
export interface Exchange {
  readonly store: Store;
  readonly client: RegisteredClient;
  readonly profile: Profile;
  readonly now: Date;
  /** Of the record in the path; '' if there is none. */
  readonly id: string;
  readonly filters: Filters;
  /** Checked against the data model; read once the record in the path is known to exist. */
  readonly body: () => Json;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export type Handler = (exchange: Exchange) => Reply;

export const ok = (body: unknown): Reply => ({ status: 200, body });
export const created = (body: unknown): Reply => ({ status: 201, body });
export const gone: Reply = { status: 204 };

/** The record in the path; another school's is as good as none. @throws Fehler 404/01 */
export function own({ store, client }: Exchange, kind: Kind, id: string): Entry {
  const entry = store.find(kind, id);
  if (entry?.mandant !== client.mandant) throw new Fehler('404/01');
  return entry;
}

/** @throws Fehler 409/00 unless the revision is the one stored */
export function sameRevision(entry: Entry, { revision }: Json): void {
  if (revision !== String(entry.revision)) throw new Fehler('409/00');
}

/** What a source system may not set: it may echo it, and nothing else. @throws Fehler 400/11 */
export function sameAsStored(body: Json, stored: Json): void {
  for (const [name, value] of Object.entries(stored)) {
    if (body[name] !== undefined && JSON.stringify(body[name]) !== JSON.stringify(value)) {
      throw new Fehler('400/11', name);
    }
  }
}

/** The body without what the service sets itself. */
export const without = (body: Json, ...names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
