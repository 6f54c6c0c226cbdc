import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { KitaPlanerSimulator } from '../kita-planer-simulator';
import { controlRoutes } from './control-routes';
import { ControlProblem } from './control-problem';
import { problem, readBody, type Reply, type Route } from './exchange';
import { traegerAnsichtRoutes } from './traeger-ansicht-routes';

const ROUTES: readonly Route[] = [...controlRoutes, ...traegerAnsichtRoutes];

/**
 * Answers the control API and the Träger-Ansicht.
 *
 * There is no login: it listens on loopback only, and keeps web pages of others out by looking at Host
 * and Origin.
 */
export const controlListener =
  (simulator: KitaPlanerSimulator): RequestListener =>
  (request, response) =>
    void answer(simulator, request).then((reply) => send(simulator, response, reply));

async function answer(simulator: KitaPlanerSimulator, request: IncomingMessage): Promise<Reply> {
  try {
    keepOthersOut(request);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const matching = ROUTES.filter(({ path }) => path.test(url.pathname));
    const route = matching.find(({ method }) => method === request.method);
    if (!route) return noRoute(matching);
    const params = (route.path.exec(url.pathname) ?? []).slice(1).map(decode);
    const contentType = request.headers['content-type'] ?? '';
    const body = await readBody(request);
    return route.run({ simulator, params, query: url.searchParams, contentType, body });
  } catch (error) {
    if (error instanceof ControlProblem) return problem(error.status, error.code, error.message);
    return problem(500, 'INTERNAL', 'Im Simulator ist ein Fehler aufgetreten.');
  }
}

function noRoute(matching: readonly Route[]): Reply {
  if (matching.length === 0) return problem(404, 'NOT_FOUND', 'Das gibt es hier nicht.');
  const refusal = problem(405, 'METHOD_NOT_ALLOWED', 'Diese Methode gibt es hier nicht.');
  return {
    ...refusal,
    headers: { ...refusal.headers, allow: matching.map(({ method }) => method).join(', ') },
  };
}

/** A page on another site can neither read nor change anything: not by a form, not by rebinding its name. */
function keepOthersOut({ method, url, headers }: IncomingMessage): void {
  const host = headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host)) {
    throw new ControlProblem('forbidden', 'HOST_FORBIDDEN', 'Der Host ist nicht dieser Rechner.');
  }
  if (method === 'GET' || method === 'HEAD') return;
  const fromPage = url?.startsWith('/traeger-ansicht') ?? false;
  if (headers.origin === undefined ? fromPage : headers.origin !== `http://${host}`) {
    throw new ControlProblem('forbidden', 'ORIGIN_FORBIDDEN', 'Die Anfrage kommt von einer fremden Seite.');
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ControlProblem('malformed', 'PATH_INVALID', 'Der Pfad ist falsch kodiert.');
  }
}

function send(
  { instance }: KitaPlanerSimulator,
  response: ServerResponse,
  { status, headers, body }: Reply,
): void {
  response.writeHead(status ?? 200, {
    ...headers,
    ...(status !== 204 && { 'content-length': Buffer.byteLength(body) }),
    'x-simulator-instanz': instance,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}
