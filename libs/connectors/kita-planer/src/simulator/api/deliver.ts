import type { ServerResponse } from 'node:http';
import type { Fault, FaultKind } from './faults';

/** What would be answered if nothing went wrong, and where. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly http: number;
  readonly body: string;
  /** Ends dripping answers. */
  readonly stopped: AbortSignal;
}

/**
 * Sends the answer the way the fault wants it.
 *
 * @returns the status the caller gets to see, null if none.
 */
export function deliver(delivery: Delivery, fault: Fault | undefined): number | null {
  const courier = fault && (COURIERS[fault.art] as Courier<FaultKind> | undefined);
  return courier ? courier(delivery, fault) : json(delivery);
}

type Courier<K extends FaultKind> = (delivery: Delivery, fault: Extract<Fault, { art: K }>) => number | null;

/** The faults that are not here spoil what the answer says, or when it comes. */
const COURIERS: { readonly [K in FaultKind]?: Courier<K> } = {
  'sofort-trennen': hangUp,
  'trennen-nach-verarbeitung': hangUp,
  'keine-antwort': () => null,
  abgeschnitten: cutOff,
  'kein-json': ({ response }) => html(response, 200, LOGIN_PAGE),
  leer: (delivery) => json({ ...delivery, http: 200, body: '' }),
  http: ({ response }, fault) => otherStatus(response, fault),
  tropfen: (delivery, { ms = 1_000 }) => drip(delivery, ms),
  riesig: (delivery, { bytes = 11_000_000 }) => json({ ...delivery, body: filled(delivery.body, bytes) }),
};

const JSON_TYPE = 'application/json; charset=utf-8';

const LOGIN_PAGE = `<!doctype html>
<html lang="de"><head><title>Anmeldung</title></head>
<body><form><label>Benutzer <input name="u"></label><label>Passwort <input name="p" type="password"></label></form></body></html>
`;

function json({ response, http, body }: Delivery): number {
  response.writeHead(http, headersFor(body)).end(body);
  return http;
}

const headersFor = (body: string): Record<string, string | number> => ({
  'content-type': JSON_TYPE,
  'content-length': Buffer.byteLength(body),
});

function html(response: ServerResponse, status: number, body: string): number {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, headers).end(body);
  return status;
}

function hangUp({ response }: Delivery): null {
  response.destroy();
  return null;
}

function cutOff({ response, http, body }: Delivery): number {
  const bytes = Buffer.from(body);
  response.writeHead(http, headersFor(body));
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
  return http;
}

function otherStatus(response: ServerResponse, fault: Extract<Fault, { art: 'http' }>): number {
  if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
  if (fault.location !== undefined) response.setHeader('location', fault.location);
  return html(response, fault.code, fault.inhalt ?? '');
}

function drip({ response, http, body, stopped }: Delivery, everyMs: number): number {
  const bytes = Buffer.from(body);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, ++sent));
    if (sent === bytes.length) response.end();
  }, everyMs);
  const stop = (): void => clearInterval(timer);
  response.once('close', stop);
  stopped.addEventListener('abort', stop, { once: true });
  response.writeHead(http, headersFor(body)).flushHeaders();
  return http;
}

const filled = (body: string, bytes: number): string =>
  `${body.slice(0, -1)},"fuellung":"${'x'.repeat(bytes)}"}`;
