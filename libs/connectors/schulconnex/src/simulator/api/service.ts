import { operationOf } from '../../protocol/schema/check-traffic';
import { operations, type Operation } from '../../protocol/operations';
import type { Json } from '../../protocol/wire';
import type { Profile, RegisteredClient } from '../state/client';
import type { Store } from '../state/store';
import { contexts } from './contexts';
import type { Handler, Reply } from './exchange';
import { Fehler } from './fehler';
import { readFilters } from './filters';
import { groups } from './groups';
import { organisations } from './organisations';
import { people } from './people';
import { readBody } from './read-body';
import { inStyle } from './render';

const handlers: Readonly<Record<Operation, Handler>> = {
  ...people,
  ...contexts,
  ...groups,
  ...organisations,
};

export interface ServiceRequest {
  readonly method: string;
  /** Below the base URL, decoded no further than the URL is. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  readonly client: RegisteredClient;
  readonly profile: Profile;
  readonly now: Date;
}

/**
 * Answers one authorised request. Order of errors: 405 and 501, 403, 404 for the record in the path, 400,
 * 409 (dossier 5).
 *
 * @throws Fehler
 */
export function serve(store: Store, request: ServiceRequest): Reply {
  const { method, path, query, client, profile, now } = request;
  const { operation, id = '' } = find(method, path);
  refuseByProfile(profile, method, path);
  const filters = readFilters(operation, query);
  const body = (): Json => readBody(operation, request.body);
  const reply = handlers[operation]({ store, client, profile, now, id, filters, body });
  const status = profile === '1.4' && reply.status === 201 ? 200 : reply.status;
  return { status, ...(reply.body !== undefined && { body: inStyle(profile, reply.body) }) };
}

/** @throws Fehler 404/00 for a path nobody knows, 405/00 for a method it does not have */
function find(method: string, path: string): { readonly operation: Operation; readonly id?: string } {
  const found = operationOf(method, path);
  if (found) return found;
  const methods = new Set(Object.values(operations).map(([verb]) => verb));
  throw new Fehler([...methods].some((verb) => operationOf(verb, path)) ? '405/00' : '404/00');
}

function refuseByProfile(profile: Profile, method: string, path: string): void {
  const group = path.startsWith('/gruppen');
  if (profile === 'nur-lesen' && method !== 'GET') throw new Fehler('405/01');
  if (profile === 'dbildungs' && (group || method !== 'GET')) throw new Fehler('501/01');
  if (profile === 'ohne-gruppen' && group) throw new Fehler('501/00');
}
