import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Exchange } from '@gateway/egress';

type Outcome = Pick<Exchange, 'reached' | 'reason' | 'status' | 'body' | 'beginning' | 'retryAfterSeconds'>;

/** `cut`: what follows is the beginning of an answer that did not arrive as a whole. */
type Head = Omit<Outcome, 'body' | 'beginning'> & { readonly cut?: true };

/** Of an answer nobody can read, that much is kept for a person to look at (case 25). */
const EXCERPT = 200;

/** First byte of an answer that is kept compressed; others begin with a brace. */
const COMPRESSED = Buffer.from([1]);

/** How an exchange ended and what came back, in one piece that can be sealed: one line of JSON, then the body. */
export function storedAnswer({
  reached,
  reason,
  status,
  retryAfterSeconds,
  body,
  beginning,
}: Outcome): Buffer {
  const cut = !body && beginning ? true : undefined;
  const head = JSON.stringify({ reached, reason, status, retryAfterSeconds, cut } satisfies Head);
  const all = Buffer.concat([Buffer.from(`${head}\n`), body ?? beginning ?? Buffer.alloc(0)]);
  return Buffer.concat([COMPRESSED, deflateRawSync(all)]);
}

/** The exchange as it was, so that its answer can be applied again after a crash (case 41). */
export function exchangeFrom(kept: Buffer): Outcome {
  const stored = kept[0] === COMPRESSED[0] ? inflateRawSync(kept.subarray(1)) : kept;
  const end = stored.indexOf('\n');
  const { cut, ...head } = JSON.parse(stored.subarray(0, end).toString('utf8')) as Head;
  const body = stored.subarray(end + 1);
  return { ...head, ...(body.length === 0 ? {} : cut ? { beginning: body } : { body }) };
}

/** What a person may see of a stored answer: its beginning. */
export function excerptOf(stored: Buffer): string {
  const { body, beginning } = exchangeFrom(stored);
  return (body ?? beginning)?.toString('utf8').slice(0, EXCERPT) ?? '';
}
