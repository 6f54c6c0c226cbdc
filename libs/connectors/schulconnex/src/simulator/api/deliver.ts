import type { ServerResponse } from 'node:http';
import { Fehler } from './fehler';
import type { Fault } from './faults';

/** What would be answered if nothing went wrong, and where. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly status: number;
  /** JSON; nothing for 204. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends the answer the way the fault wants it.
 *
 * @returns what the caller gets to see; nothing if the connection is dropped.
 */
export function deliver(delivery: Delivery, fault?: Fault): Answered {
  const courier = fault && (COURIERS[fault.kind] as Courier<FaultKind> | undefined);
  return courier ? courier(delivery, fault) : json(delivery);
}

type FaultKind = Fault['kind'];
type Courier<K extends FaultKind> = (delivery: Delivery, fault: Extract<Fault, { kind: K }>) => Answered;

interface Answered {
  readonly status?: number;
  readonly answer?: unknown;
}

/** The faults that are not here strike before there is an answer. */
const COURIERS: { readonly [K in FaultKind]?: Courier<K> } = {
  'lost-answer': hangUp,
  'cut-answer': cutOff,
  'login-page': ({ response }) => html(response, 200),
  'status-after': ({ response }, { status }) => html(response, status),
  shuffled: (delivery) => json({ ...delivery, body: inAnotherOrder(delivery.body) }),
  truncated: (delivery, { keep }) => json({ ...delivery, body: listIn(delivery.body)?.slice(0, keep) }),
};

function hangUp({ response }: Delivery): Answered {
  response.destroy();
  return {};
}

/** The answer of a fault that keeps the request from being processed. */
export function refuse(response: ServerResponse, fault: Extract<Fault, { kind: 'status' }>): Answered {
  if (fault.retryAfter !== undefined) response.setHeader('retry-after', fault.retryAfter);
  if (fault.subcode === undefined) return html(response, fault.status);
  const body = new Fehler(`${fault.status}/${fault.subcode}`).payload(false);
  return json({ response, status: fault.status, body });
}

function json({ response, status, body, headers }: Delivery): Answered {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    ...(body !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...(status !== 204 && { 'content-length': Buffer.byteLength(text) }),
  });
  response.end(text);
  return { status, ...(body !== undefined && { answer: body }) };
}

const PAGE = '<!doctype html><html lang="de"><title>Anmeldung</title><form><input name="u"></form></html>\n';

function html(response: ServerResponse, status: number): Answered {
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-length': Buffer.byteLength(PAGE) };
  response.writeHead(status, headers).end(PAGE);
  return { status };
}

function cutOff({ response, status, body }: Delivery): Answered {
  const bytes = Buffer.from(JSON.stringify(body ?? {}));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
  return { status };
}

const listIn = (body: unknown): readonly unknown[] | undefined => (Array.isArray(body) ? body : undefined);

/** Another order for certain, the same every time. */
function inAnotherOrder(body: unknown): unknown {
  const [first, ...rest] = listIn(body) ?? [];
  return first === undefined ? body : [...rest.reverse(), first];
}
