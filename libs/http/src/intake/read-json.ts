import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { bodyBytes } from './body-bytes';
import { BodyTooLarge, BodyUnreadable, JsonUnreadable } from './json-errors';
import { parseJson } from './parse-json';

/** 5 MiB, packed or not. */
const LIMIT_BYTES = 5 * 1_048_576;

/** How many times its size a packed body may become. */
const MAX_EXPANSION = 10;

/**
 * Reads a request's body as JSON, by the strict rules of {@link parseJson}.
 *
 * @throws {BodyTooLarge} above `limitBytes` (5 MiB), or if gzip expands it more than tenfold; before parsing
 * @throws {BodyUnreadable} if it is not `application/json` or does not arrive whole
 * @throws {JsonUnreadable} for anything that is not strict JSON in UTF-8
 */
export async function readJson(
  request: IncomingMessage,
  { limitBytes = LIMIT_BYTES }: { limitBytes?: number } = {},
): Promise<unknown> {
  expectType(request, JSON_TYPE, 'application/json');
  return parseBytes(await readBytes(request, limitBytes));
}

/** @throws {BodyUnreadable} unless the request says it brings such a body in UTF-8 */
export function expectType({ headers }: IncomingMessage, accepted: RegExp, name: string): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => /^ *charset="?([^"]*)"? *$/.exec(parameter)?.[1] ?? 'utf-8');
  if (!accepted.test(type.trim()) || charset.some((one) => one !== 'utf-8')) {
    throw new BodyUnreadable('CONTENT_TYPE_UNSUPPORTED', `Send the body as ${name} in UTF-8`);
  }
}

const JSON_TYPE = /^application\/([\w.+-]+\+)?json$/;

/** @throws {JsonUnreadable} for anything that is not strict JSON in UTF-8 */
export function parseBytes(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new JsonUnreadable('JSON_INVALID', 'The text is not UTF-8');
  return parseJson(bytes.toString('utf8'));
}

async function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  let packed = 0;
  const count = (chunk: Buffer): void => void (packed += chunk.length);
  const isPacked = request.headers['content-encoding'] !== undefined;
  if (isPacked) request.on('data', count).pause();
  const chunks: Buffer[] = [];
  for await (const chunk of bodyBytes(request, limitBytes)) chunks.push(chunk);
  request.off('data', count);

  const bytes = Buffer.concat(chunks);
  if (isPacked && bytes.length > packed * MAX_EXPANSION) {
    throw new BodyTooLarge(
      limitBytes,
      `The body becomes more than ${MAX_EXPANSION} times its size; send it unpacked`,
    );
  }
  return bytes;
}
