import type { IncomingHttpHeaders } from 'node:http';
import type { AnswerHeaders, Reason } from './exchange';
import { parseUrl } from './parse-url';
import { answered, notProcessed, refused, shutOut, unknown, type Verdict } from './verdict';

/** Statuses with which a partner that says nothing else promises not to have done anything. */
const NOT_PROCESSED = [429, 503];
/** No credential, no permission, no such method or feature: nothing will pass until a person acts. */
const SHUT_OUT = [401, 403, 405, 501];
/** Perhaps it was the partner's own time-out that ended this after the work was done. */
const PERHAPS_DONE = [408, 425];

/** Judges a status whose answer, for 2xx, arrived completely. */
export function statusVerdict(status: number, promised: readonly number[] = NOT_PROCESSED): Verdict {
  const reason: Reason = `HTTP_${status}`;
  if (status >= 200 && status < 300) return answered(reason);
  if (status < 400) return shutOut('REDIRECT_REFUSED');
  if (promised.includes(status)) return notProcessed(reason);
  if (SHUT_OUT.includes(status)) return shutOut(reason);
  return status < 500 && !PERHAPS_DONE.includes(status) ? refused(reason) : unknown(reason);
}

/**
 * Whether an answer is the page with which nginx and others turn down a client certificate: they
 * accept the connection and answer 400, 495 or 496 with HTML instead of sending an alert.
 */
export function isCertificatePage(status: number, { contentType }: AnswerHeaders, body: Buffer): boolean {
  return (
    [400, 495, 496].includes(status) &&
    contentType?.startsWith('text/html') === true &&
    body.includes('SSL certificate')
  );
}

/** What of an answer's headers comes in, each in a form that cannot carry anything else. */
export function knownHeaders(headers: IncomingHttpHeaders): AnswerHeaders {
  const contentType = mediaType(headers['content-type'] ?? '');
  const date = new Date(headers.date ?? NaN);
  const location = parseUrl(headers.location ?? '');
  return {
    ...(contentType && { contentType }),
    ...(!Number.isNaN(date.getTime()) && { date }),
    ...(location && { locationHost: location.host }),
  };
}

function mediaType(value: string): string | undefined {
  const [type] = /^[\w.+-]{1,60}\/[\w.+-]{1,60}(?=\s*(;|$))/.exec(value) ?? [];
  const [, charset] = /;\s*charset="?([\w-]{1,30})/i.exec(value) ?? [];
  return type && (charset ? `${type}; charset=${charset}` : type).toLowerCase();
}
