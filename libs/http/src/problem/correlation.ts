import { newId } from '@gateway/database';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** An id a caller chose: no spaces, nothing that could forge a log line. */
const ACCEPTABLE = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

type Correlated = IncomingMessage & { id?: unknown };

/**
 * The id that ties together a request, its answer, its log lines and its audit entries.
 *
 * The caller's `X-Request-Id` if it is an acceptable one (8 to 128 letters, digits and `._:-`), else a new id; the answer carries it
 * in the same header. The first call decides, so a logger may ask before anybody else.
 */
export function requestId(request: Correlated, response: ServerResponse): string {
  if (typeof request.id === 'string') return request.id;
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && ACCEPTABLE.test(given) ? given : newId();
  request.id = id;
  if (!response.headersSent) response.setHeader('X-Request-Id', id);
  return id;
}
