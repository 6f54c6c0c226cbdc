import type { Exchange, Reason } from '@gateway/egress';
import { readError, type ServiceError } from './errors';

/** What became of a request that writes: a value, because somebody reads it in a report. */
export type Written<T> =
  /** With the record as the service has it now; without after a deletion. */
  | { readonly outcome: 'done'; readonly record?: T }
  /** Not this record, not like this; the run goes on. */
  | { readonly outcome: 'refused'; readonly code: string; readonly title?: string }
  /** The record has moved on (409/00). */
  | { readonly outcome: 'conflict' }
  /** There is no such record any more (404/01). After a deletion this is what was wanted. */
  | { readonly outcome: 'gone' }
  /** The service lets us read only (405). */
  | { readonly outcome: 'read-only' }
  /** The service does not offer this (501). */
  | { readonly outcome: 'not-offered' }
  /** A new token was not accepted either, or the right is missing altogether (401). */
  | { readonly outcome: 'not-authorised'; readonly code: string }
  /** Certainly not done; may be sent again. */
  | { readonly outcome: 'not-processed'; readonly reason: Reason; readonly retryAfterSeconds?: number }
  /** Certainly not done, and not before somebody has changed a setting. */
  | { readonly outcome: 'misconfigured'; readonly reason: Reason }
  /** Perhaps done. Never sent again before somebody has looked. */
  | { readonly outcome: 'uncertain'; readonly reason: Reason };

/**
 * Reads what became of a writing request.
 *
 * @param read the record in the answer's body; `undefined` if there is none that can be read
 */
export function readWritten<T>(
  exchange: Exchange,
  read: (body: Buffer | undefined) => T | undefined,
): Written<T> {
  if (exchange.reached === 'answered') {
    const record = read(exchange.body);
    // Done, but nobody knows under which id and revision.
    return record === undefined
      ? { outcome: 'uncertain', reason: 'ANSWER_UNREADABLE' }
      : { outcome: 'done', record };
  }
  return readFailure(exchange);
}

/** A deletion is done when the service says so, and when there is nothing left to delete. */
export function readRemoved(exchange: Exchange): Written<never> {
  return exchange.reached === 'answered' ? { outcome: 'done' } : readFailure(exchange);
}

function readFailure(exchange: Exchange): Written<never> {
  const { reached, reason, status, body, retryAfterSeconds, configuration } = exchange;
  const said = status === undefined ? undefined : byStatus(status, body);
  if (said) return said;
  switch (reached) {
    case 'not-sent':
    case 'not-processed':
      if (configuration) return { outcome: 'misconfigured', reason };
      return {
        outcome: 'not-processed',
        reason,
        ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      };
    case 'refused':
      return configuration
        ? { outcome: 'misconfigured', reason }
        : { outcome: 'refused', ...readError(status ?? 0, body) };
    case 'answered':
    case 'unknown':
      return { outcome: 'uncertain', reason };
  }
}

/** What the catalogue of errors promises (dossier 5). 429 and 5xx it does not know. */
function byStatus(status: number, body: Buffer | undefined): Written<never> | undefined {
  const error = readError(status, body);
  switch (status) {
    case 400:
    case 403:
    case 422:
      return { outcome: 'refused', ...error };
    case 401:
      return { outcome: 'not-authorised', code: error.code };
    case 404:
      return byMissing(error);
    case 405:
      return { outcome: 'read-only' };
    case 409:
      return { outcome: 'conflict' };
    case 501:
      return { outcome: 'not-offered' };
    default:
      return undefined;
  }
}

/** A 404 without the catalogue's number may come from anybody on the way. */
function byMissing(error: ServiceError): Written<never> {
  if (error.code === '404/01') return { outcome: 'gone' };
  return error.code === '404/00' ? { outcome: 'not-offered' } : { outcome: 'refused', ...error };
}
