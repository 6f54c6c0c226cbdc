import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Fault } from '../api/faults';
import type { SchulconnexSimulator } from '../schulconnex-simulator';
import { profiles } from '../state/client';
import { readFault } from './read-fault';

interface Control {
  readonly simulator: SchulconnexSimulator;
  readonly params: readonly string[];
  /** A JSON object; empty if there was no body. */
  readonly body: Readonly<Record<string, unknown>>;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

const done: Reply = { status: 204 };
const problem = (status: number, title: string): Reply => ({ status, body: { status, title } });

/** The control API (dossier 11): everything a test or a demo wants to do behind the interface's back. */
const ROUTES: readonly (readonly [string, RegExp, (control: Control) => Reply])[] = [
  ['GET', /^\/_sim$/, ({ simulator }) => ({ status: 200, body: stateOf(simulator) })],
  ['POST', /^\/_sim\/reset$/, ({ simulator }) => act(() => simulator.reset())],
  ['POST', /^\/_sim\/seed$/, ({ simulator, body }) => act(() => simulator.seed(body))],
  ['GET', /^\/_sim\/journal$/, ({ simulator }) => ({ status: 200, body: simulator.journal.all() })],
  ['GET', /^\/_sim\/faults$/, ({ simulator }) => ({ status: 200, body: simulator.faults.pending() })],
  ['POST', /^\/_sim\/faults$/, addFault],
  ['DELETE', /^\/_sim\/faults$/, ({ simulator }) => act(() => simulator.faults.clear())],
  ['PUT', /^\/_sim\/profile$/, setProfile],
  ['POST', /^\/_sim\/clock$/, advance],
  ['POST', /^\/_sim\/contexts\/([^/]+)\/delivered$/, deliver],
  ['PATCH', /^\/_sim\/records\/([^/]+)$/, change],
  ['GET', /^\/_sim\/ca\.pem$/, ({ simulator }) => ({ status: 200, body: simulator.caPem })],
];

/** There is no login: it listens on loopback only, and keeps pages of other sites out. */
export const controlListener =
  (simulator: SchulconnexSimulator): RequestListener =>
  (request, response) =>
    void answer(simulator, request)
      .catch(() => problem(500, 'Im Simulator ist ein Fehler aufgetreten.'))
      .then((reply) => send(response, reply));

async function answer(simulator: SchulconnexSimulator, request: IncomingMessage): Promise<Reply> {
  const { host = '', origin } = request.headers;
  if (
    !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) ||
    (origin ?? `http://${host}`) !== `http://${host}`
  ) {
    return problem(403, 'Die Anfrage kommt von einer fremden Seite.');
  }
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const route = ROUTES.find(([method, path]) => method === request.method && path.test(pathname));
  if (!route) return problem(404, 'Das gibt es hier nicht.');
  const body = parse(await readBody(request));
  if (!body) return problem(400, 'Der Inhalt ist kein JSON-Objekt.');
  const params = (route[1].exec(pathname) ?? []).slice(1);
  return route[2]({ simulator, params, body });
}

function act(what: () => void): Reply {
  what();
  return done;
}

const stateOf = ({ url, tokenUrl, profile, store, now, faults, tokens }: SchulconnexSimulator): object => ({
  url,
  tokenUrl,
  profile,
  now: now(),
  personen: store.list('person').length,
  personenkontexte: store.list('kontext').length,
  gruppen: store.list('gruppe').length,
  gruppenzugehoerigkeiten: store.list('zugehoerigkeit').length,
  tokens: tokens.asked.length,
  faults: faults.pending(),
});

function addFault({ simulator, body }: Control): Reply {
  const fault: Fault | undefined = readFault(body);
  if (!fault) return problem(422, 'Diesen Fehler kennt der Simulator nicht.');
  simulator.failNext(fault);
  return { status: 201, body: simulator.faults.pending() };
}

function setProfile({ simulator, body }: Control): Reply {
  const profile = profiles.find((one) => one === body.profile);
  if (!profile) return problem(422, `profile: ${profiles.join(', ')}`);
  simulator.profile = profile;
  return done;
}

function advance({ simulator, body: { seconds } }: Control): Reply {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return problem(422, 'seconds: eine Zahl');
  simulator.advance(seconds);
  return done;
}

function deliver({ simulator, params: [id = ''] }: Control): Reply {
  return simulator.deliver(id) === 1 ? done : problem(404, 'Diesen Personenkontext gibt es nicht.');
}

function change({ simulator, params: [id = ''], body }: Control): Reply {
  return simulator.changeByOthers(id, body) ? done : problem(404, 'Diesen Datensatz gibt es nicht.');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  if (body === '') return {};
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const text =
    typeof body === 'string' ? body : body === undefined ? '' : `${JSON.stringify(body, null, 2)}\n`;
  const type = typeof body === 'string' ? 'application/x-pem-file' : 'application/json; charset=utf-8';
  response.writeHead(status, {
    ...(text !== '' && { 'content-type': type }),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
