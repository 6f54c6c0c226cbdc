import type { IncomingMessage } from 'node:http';
import { GatewayError } from '@gateway/errors';
import type { Reason } from './exchange';

/** Reads the body of a successful answer while it arrives. */
export type Consume<T> = (chunks: AsyncIterable<Buffer>) => Promise<T>;

type BreakReason = Extract<Reason, 'ANSWER_CUT' | 'ANSWER_ENCODED' | 'ANSWER_TOO_LARGE'>;

/** The answer being read did not arrive as a whole; what was read of it proves nothing. */
export class AnswerBroken extends GatewayError {
  readonly kind = 'uncertain';
  readonly code = 'ANSWER_BROKEN';

  constructor(readonly reason: BreakReason) {
    super(`The answer did not arrive as a whole: ${reason}`, { reason });
  }
}

/** What reading an answer came to. */
export interface Read<T> {
  readonly received: number;
  /** Of an answer nobody else consumed. */
  readonly body?: Buffer;
  readonly value?: T;
  readonly broken?: AnswerBroken;
  /** Of a broken answer: the first bytes that arrived. */
  readonly beginning?: Buffer;
}

/** Of a broken answer, that much is kept for a person to look at, in bytes. */
const BEGINNING = 1_024;

/**
 * Reads an answer to its end: through `consume` if it is a success, into memory otherwise.
 *
 * @throws whatever `consume` throws of its own accord
 */
export async function readAnswer<T>(
  message: IncomingMessage,
  limit: number,
  consume?: Consume<T>,
): Promise<Read<T>> {
  const bounded = new BoundedBody(message, limit);
  try {
    if (consume && isSuccess(message)) {
      const value = await consume(bounded.chunks());
      return { ...bounded.state(), value };
    }
    const body = await collect(bounded.chunks());
    return { ...bounded.state(), body };
  } catch (error) {
    if (!bounded.broken) throw error;
    return bounded.state();
  } finally {
    if (!message.readableEnded) message.destroy();
  }
}

const isSuccess = ({ statusCode = 0 }: IncomingMessage): boolean => statusCode >= 200 && statusCode < 300;

class BoundedBody {
  broken?: AnswerBroken;
  private received = 0;
  private beginning = Buffer.alloc(0);

  constructor(
    private readonly message: IncomingMessage,
    private readonly limit: number,
  ) {}

  state(): Pick<Read<never>, 'received' | 'broken' | 'beginning'> {
    const { received, broken, beginning } = this;
    return { received, ...(broken && { broken, beginning }) };
  }

  async *chunks(): AsyncGenerator<Buffer, void, undefined> {
    this.refuseBeforehand();
    try {
      for await (const chunk of this.message as AsyncIterable<Buffer>) {
        this.keepBeginning(chunk);
        this.received += chunk.length;
        if (this.received > this.limit) throw this.breakOff('ANSWER_TOO_LARGE');
        yield chunk;
      }
    } catch {
      throw this.broken ?? this.breakOff('ANSWER_CUT');
    }
  }

  /** We say that we take no compressed answers: a small one may unpack into a huge one. */
  private refuseBeforehand(): void {
    const { 'content-length': length, 'content-encoding': encoding = 'identity' } = this.message.headers;
    if (encoding.toLowerCase() !== 'identity') throw this.breakOff('ANSWER_ENCODED');
    if (Number(length) > this.limit) throw this.breakOff('ANSWER_TOO_LARGE');
  }

  private keepBeginning(chunk: Buffer): void {
    if (this.received >= BEGINNING) return;
    this.beginning = Buffer.concat([this.beginning, chunk.subarray(0, BEGINNING - this.received)]);
  }

  private breakOff(reason: BreakReason): AnswerBroken {
    return (this.broken ??= new AnswerBroken(reason));
  }
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const collected: Buffer[] = [];
  for await (const chunk of chunks) collected.push(chunk);
  return Buffer.concat(collected);
}
