import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SchulconnexSimulator } from '../schulconnex-simulator';
import { profiles, type Profile } from '../state/client';
import { deliver, refuse, type Delivery } from './deliver';
import { Fehler } from './fehler';
import type { Fault } from './faults';
import { serve } from './service';

export const BASE_PATH = '/v1';
export const TOKEN_PATH = '/token';

/** Answers the interface under `/v1` and the token endpoint beside it. */
export const apiListener =
  (simulator: SchulconnexSimulator): RequestListener =>
  (request, response) =>
    void answer(simulator, request, response).catch(() => response.destroy());

async function answer(
  simulator: SchulconnexSimulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'https://127.0.0.1');
  const method = request.method ?? 'GET';
  const path = below(url.pathname);
  const fault = simulator.faults.next(method, path + url.search);
  if (fault?.kind === 'hang-up') {
    simulator.journal.note({ method, path: path + url.search });
    response.destroy();
    return;
  }
  const body = await readBody(request);
  if (fault?.kind === 'slow') await sleep(fault.ms, undefined, { signal: simulator.stopped });
  const incoming = { request, response, url, body, fault };
  if (url.pathname === TOKEN_PATH) {
    answerToken(simulator, incoming);
    return;
  }

  const note = (seen: { status?: number; answer?: unknown }): void =>
    simulator.journal.note({
      method,
      path: path + url.search,
      ...(body !== '' && { request: parsed(body) }),
      ...seen,
    });
  note(fault?.kind === 'status' ? refuse(response, fault) : deliver(process(simulator, incoming), fault));
}

interface Incoming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly body: string;
  readonly fault: Fault | undefined;
}

const below = (pathname: string): string =>
  pathname.startsWith(`${BASE_PATH}/`) ? pathname.slice(BASE_PATH.length) : pathname;

function process(
  simulator: SchulconnexSimulator,
  { request, response, url, body, fault }: Incoming,
): Delivery {
  const { store, tokens } = simulator;
  let profile = simulator.profile;
  try {
    if (fault?.kind === 'expired-token') tokens.expire();
    const session = tokens.session(request.headers.authorization);
    profile = session.profile ?? profile;
    const path = url.pathname.startsWith(`${BASE_PATH}/`) ? below(url.pathname) : '';
    if (fault?.kind === 'changed-by-others') changeByOthers(simulator, path, fault.change);
    const reply = serve(store, {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      body,
      client: session.client,
      profile,
      now: simulator.now(),
    });
    return { response, ...reply, ...(profile === 'dbildungs' && { headers: paging(reply.body) }) };
  } catch (error) {
    if (!(error instanceof Fehler)) throw error;
    return { response, status: error.status, body: error.payload(profile === 'dbildungs') };
  }
}

const paging = (body: unknown): Record<string, string> =>
  Array.isArray(body)
    ? {
        'x-paging-offset': '0',
        'x-paging-limit': String(body.length),
        'x-paging-total': String(body.length),
        'x-paging-pagetotal': String(body.length),
      }
    : {};

/** The record in the path, as if another source system had just changed it. */
function changeByOthers(simulator: SchulconnexSimulator, path: string, change: object = {}): void {
  const id = decodeURIComponent(path.split('/')[2] ?? '');
  simulator.changeByOthers(id, change);
}

function answerToken(
  simulator: SchulconnexSimulator,
  { request, response, url, body, fault }: Incoming,
): void {
  if (fault?.kind === 'status') {
    refuse(response, fault);
    return;
  }
  const wanted = url.searchParams.get('profile');
  const profile = profiles.find((one): one is Profile => one === wanted);
  const { authorization } = request.headers;
  const answered = simulator.tokens.answer(new URLSearchParams(body), authorization, profile);
  const headers: Record<string, string> = answered.challenge
    ? { 'www-authenticate': 'Basic realm="Schulconnex"' }
    : {};
  deliver({ response, status: answered.status, body: answered.body, headers }, fault);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return '(kein JSON)';
  }
}
