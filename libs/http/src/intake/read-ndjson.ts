import type { IncomingMessage } from 'node:http';
import { bodyBytes } from './body-bytes';
import { JsonUnreadable, LineTooLong } from './json-errors';
import { expectType, parseBytes } from './read-json';

export interface NdjsonOptions {
  /** Lines per batch. */
  readonly batchSize: number;
  readonly maxLineBytes: number;
  /** Of the whole body, unpacked; 1 GiB unless given. */
  readonly maxBytes?: number;
}

/** One line of the body, counted from 1: what it says, or why it cannot be read. */
export type NdjsonLine =
  | { readonly line: number; readonly value: unknown }
  | { readonly line: number; readonly error: JsonUnreadable | LineTooLong };

const GIBIBYTE = 1_073_741_824;
const NDJSON_TYPE = /^application\/(x-)?(ndjson|jsonl|jsonlines)$/;
const NEWLINE = 0x0a;

/**
 * Reads a body of one JSON value per line, batch by batch: never more than one batch is in memory, and
 * the caller is slowed down to the speed of whoever takes the batches.
 *
 * A line that cannot be read is an item like any other, so that one bad record does not cost the rest.
 * Empty lines count as lines and are left out.
 *
 * @throws {BodyTooLarge} once the body has more than `maxBytes`
 * @throws {BodyUnreadable} if it is not `application/x-ndjson`, or does not arrive whole
 */
export async function* readNdjson(
  request: IncomingMessage,
  { batchSize, maxLineBytes, maxBytes = GIBIBYTE }: NdjsonOptions,
): AsyncGenerator<NdjsonLine[]> {
  expectType(request, NDJSON_TYPE, 'application/x-ndjson');
  const lines = new Lines(maxLineBytes);
  let batch: NdjsonLine[] = [];
  for await (const chunk of bodyBytes(request, maxBytes)) {
    for (const line of lines.add(chunk)) {
      batch.push(line);
      if (batch.length < batchSize) continue;
      yield batch;
      batch = [];
    }
  }
  batch.push(...lines.end());
  if (batch.length > 0) yield batch;
}

/** Cuts chunks into lines, and keeps no more than one line that has not ended yet. */
class Lines {
  private number = 0;
  private parts: Buffer[] = [];
  private bytes = 0;

  constructor(private readonly maxLineBytes: number) {}

  *add(chunk: Buffer): Generator<NdjsonLine> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      yield* this.end();
      start = end + 1;
    }
    this.keep(chunk.subarray(start));
  }

  /** The line that ends here, unless it is empty. */
  *end(): Generator<NdjsonLine> {
    const { parts, bytes } = this;
    this.number += 1;
    this.parts = [];
    this.bytes = 0;
    if (bytes > this.maxLineBytes) {
      yield { line: this.number, error: new LineTooLong(this.number, this.maxLineBytes) };
      return;
    }
    const line = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    if (!isBlank(line)) yield lineOf(this.number, line);
  }

  private keep(part: Buffer): void {
    this.bytes += part.length;
    if (this.bytes <= this.maxLineBytes) this.parts.push(part);
    else this.parts = [];
  }
}

const isBlank = (line: Buffer): boolean =>
  line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09);

function lineOf(line: number, bytes: Buffer): NdjsonLine {
  try {
    return { line, value: parseBytes(bytes) };
  } catch (error) {
    if (error instanceof JsonUnreadable) return { line, error };
    throw error;
  }
}
