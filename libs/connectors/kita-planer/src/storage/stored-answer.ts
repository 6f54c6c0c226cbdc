import type { Exchange } from '@gateway/egress';

type Outcome = Pick<Exchange, 'reached' | 'reason' | 'status' | 'body' | 'retryAfterSeconds'>;

/** Of an answer nobody can read, that much is kept for a person to look at (case 25). */
const EXCERPT = 200;

/** How an exchange ended and what came back, in one piece that can be sealed: one line of JSON, then the body. */
export function storedAnswer({ reached, reason, status, retryAfterSeconds, body }: Outcome): Buffer {
  const head = JSON.stringify({ reached, reason, status, retryAfterSeconds });
  return Buffer.concat([Buffer.from(`${head}\n`), body ?? Buffer.alloc(0)]);
}

/** The exchange as it was, so that its answer can be applied again after a crash (case 41). */
export function exchangeFrom(stored: Buffer): Outcome {
  const end = stored.indexOf('\n');
  const head = JSON.parse(stored.subarray(0, end).toString('utf8')) as Omit<Outcome, 'body'>;
  const body = stored.subarray(end + 1);
  return { ...head, ...(body.length > 0 ? { body } : {}) };
}

/** What a person may see of a stored answer: its beginning. */
export const excerptOf = (stored: Buffer): string =>
  exchangeFrom(stored).body?.toString('utf8').slice(0, EXCERPT) ?? '';
