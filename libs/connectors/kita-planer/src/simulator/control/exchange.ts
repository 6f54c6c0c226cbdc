import type { IncomingMessage } from 'node:http';
import type { KitaPlanerSimulator } from '../kita-planer-simulator';
import { ControlProblem } from './control-problem';

/** One request to the control listener, read and split up. */
export interface Exchange {
  readonly simulator: KitaPlanerSimulator;
  /** What the groups of the route's pattern caught, decoded. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: RegExp;
  run(exchange: Exchange): Reply;
}

export const json = (value: unknown, status = 200): Reply => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: `${JSON.stringify(value, null, 2)}\n`,
});

/** RFC 9457. */
export const problem = (status: number, code: string, title: string): Reply => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: `${JSON.stringify({ type: 'about:blank', title, status, code }, null, 2)}\n`,
});

/** @throws {ControlProblem} malformed, unless the body is a JSON object and says so. */
export function jsonObject({ contentType, body }: Exchange): Readonly<Record<string, unknown>> {
  if (!/^application\/json(;|$)/i.test(contentType)) {
    throw new ControlProblem(
      'malformed',
      'CONTENT_TYPE_WRONG',
      'Erwartet wird Content-Type: application/json.',
    );
  }
  const value = parse(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ControlProblem('malformed', 'JSON_INVALID', 'Der Rumpf ist kein JSON-Objekt.');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const MAX_BYTES = 100_000;

/** @throws {ControlProblem} too-large. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES)
      throw new ControlProblem('too-large', 'BODY_TOO_LARGE', 'Der Rumpf ist größer als 100 kB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
