import type { IncomingMessage } from 'node:http';
import type { Read } from './answer-reader';
import { isCertificatePage, knownHeaders, statusVerdict } from './answers';
import type { Attempt } from './attempt';
import type { EgressRequest, Endpoint } from './endpoint';
import { asExchange, type Exchange, type Reason } from './exchange';
import { retryAfterSeconds } from './retry-after';
import { misconfigured, notProcessed, shutOut, unknown, type Verdict } from './verdict';

/** An answer whose status was read, and what came of reading the rest. */
export interface Heard {
  readonly message: IncomingMessage;
  readonly read: Read<unknown>;
}

/** Puts together what is known about a request once it is over. */
export function conclude(
  { client, notProcessed: promised }: Endpoint,
  { method, body }: EgressRequest,
  attempt: Attempt,
  heard: Heard | undefined,
): Exchange {
  const verdict = heard ? answerVerdict(heard, attempt, promised) : silenceVerdict(attempt);
  return asExchange({
    ...(READS.includes(method) ? forgiven(verdict) : verdict),
    ...(heard ? answerFacts(heard) : { headers: {} }),
    ...(attempt.server && { serverCertificate: attempt.server }),
    ...(client && { clientFingerprint: client.fingerprint256 }),
    timings: attempt.timings,
    bytes: { sent: attempt.left ? (body?.length ?? 0) : 0, received: heard?.read.received ?? 0 },
  });
}

const READS: readonly EgressRequest['method'][] = ['GET', 'HEAD'];

/** Asking again for something that only reads does no harm, and helps unless the answer itself is at fault. */
const forgiven = (verdict: Verdict): Verdict =>
  verdict.reached === 'unknown' && !ANSWER_AT_FAULT.includes(verdict.reason)
    ? notProcessed(verdict.reason)
    : verdict;

const ANSWER_AT_FAULT: readonly Reason[] = ['ANSWER_ENCODED', 'ANSWER_TOO_LARGE', 'ANSWER_UNREADABLE'];

const silenceVerdict = ({ verdict, left }: Attempt): Verdict =>
  verdict ?? (left ? unknown('EGRESS_FAULT') : misconfigured('REQUEST_INVALID'));

/** The status decides; only a success has to be read to its end to count. */
function answerVerdict({ message, read }: Heard, attempt: Attempt, promised?: readonly number[]): Verdict {
  const { statusCode = 0 } = message;
  const verdict = statusVerdict(statusCode, promised);
  if (read.broken && verdict.reached === 'answered') return attempt.verdict ?? unknown(read.broken.reason);
  const page = read.body && isCertificatePage(statusCode, knownHeaders(message.headers), read.body);
  return page ? shutOut('CLIENT_CERTIFICATE_REFUSED') : verdict;
}

function answerFacts({
  message,
  read,
}: Heard): Pick<Exchange, 'status' | 'headers' | 'body' | 'beginning' | 'retryAfterSeconds'> {
  const retryAfter = retryAfterSeconds(message.headers['retry-after'], new Date());
  return {
    status: message.statusCode,
    headers: knownHeaders(message.headers),
    ...(read.body && { body: read.body }),
    ...(read.beginning && { beginning: read.beginning }),
    ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
  };
}
