import { createServer, request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { readNdjson, type NdjsonLine } from './read-ndjson';

const LINES = 200_000;
const MIB = 1_048_576;

/** 47 MB in pieces of a few hundred lines. */
function* records(): Generator<string> {
  for (let first = 1; first <= LINES; first += 400) {
    const record = (_: unknown, n: number) =>
      `{"id":"${first + n}","familienname":"Müller","vorname":"Lena","hinweis":"${'x'.repeat(160)}"}\n`;
    yield Array.from({ length: 400 }, record).join('');
  }
}

/** Serves one request with the work and answers its outcome. */
async function receive<T>(
  work: (arrived: IncomingMessage) => Promise<T>,
  body: (sent: ReturnType<typeof request>) => void,
  headers: Record<string, string> = {},
): Promise<T> {
  const server = createServer();
  const outcome = once(server, 'request').then(([arrived]) => work(arrived as IncomingMessage));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const sent = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', ...headers },
  });
  sent.on('response', (response) => response.resume());
  sent.on('error', () => undefined);
  body(sent);
  try {
    return await outcome;
  } finally {
    sent.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

async function summed(arrived: IncomingMessage) {
  let [count, last, peak, largest] = [0, 0, 0, 0];
  for await (const batch of readNdjson(arrived, { batchSize: 500, maxLineBytes: 65_536 })) {
    count += batch.filter((line) => 'value' in line).length;
    last = batch.at(-1)?.line ?? 0;
    largest = Math.max(largest, batch.length);
    peak = Math.max(peak, process.memoryUsage().arrayBuffers);
  }
  return { count, last, peak, largest };
}

describe('readNdjson', () => {
  it.each([
    ['as they are', {}],
    ['as gzip', { 'content-encoding': 'gzip' }],
  ])('takes 200,000 lines, %s, without holding them in memory', async (_, headers) => {
    const before = process.memoryUsage().arrayBuffers;
    const { count, last, peak, largest } = await receive(
      summed,
      (sent) => {
        const lines = Readable.from(records(), { objectMode: true });
        if ('content-encoding' in headers) lines.pipe(createGzip({ level: 1 })).pipe(sent);
        else lines.pipe(sent);
      },
      headers,
    );

    expect({ count, last, largest }).toEqual({ count: LINES, last: LINES, largest: 500 });
    expect(peak - before).toBeLessThan(16 * MIB);
  });

  it('slows the sender down to the speed of whoever takes the batches', async () => {
    const taken = await receive(
      async (arrived) => {
        const reading = readNdjson(arrived, { batchSize: 1, maxLineBytes: 65_536 });
        await reading.next();
        const { bytesRead } = arrived.socket;
        await reading.return(undefined);
        return bytesRead;
      },
      (sent) => Readable.from(records(), { objectMode: true }).pipe(sent),
    );

    expect(taken).toBeLessThan(MIB);
  });

  it('does not mistake half a body for a whole one', async () => {
    const lines: NdjsonLine[] = [];
    const reading = receive(
      async (arrived) => {
        for await (const batch of readNdjson(arrived, { batchSize: 1, maxLineBytes: 100 }))
          lines.push(...batch);
      },
      (sent) => {
        sent.setHeader('content-length', 1_000);
        sent.write('{"a":1}\n{"a":', () => sent.destroy());
      },
    );

    await expect(reading).rejects.toMatchObject({ code: 'BODY_INCOMPLETE' });
  });
});
