import { lookup } from 'node:dns';
import type { RequestListener } from 'node:http';
import { HttpService } from '@nestjs/axios';
import { makeCa } from '@gateway/testing';
import { Egress } from './egress';
import type { Endpoint } from './endpoint';
import { loopbackPolicy } from './policy';
import { startPartner, type Partner } from './testing/partner';

const ca = makeCa();
const server = ca.issue({ cn: 'partner', serverAuth: true, ips: ['127.0.0.1'] });
const list = { method: 'GET' } as const;

async function lengthOf(chunks: AsyncIterable<Buffer>): Promise<number> {
  let length = 0;
  for await (const chunk of chunks) length += chunk.length;
  return length;
}

describe('a large answer', () => {
  const egress = new Egress(new HttpService(), lookup);
  let answer: RequestListener;
  let partner: Partner;
  let endpoint: Endpoint;

  beforeAll(async () => {
    partner = await startPartner(server, (request, response) => answer(request, response));
    endpoint = {
      tenant: 't1',
      url: `https://127.0.0.1:${partner.port}`,
      policy: loopbackPolicy(partner.port),
      ca: Buffer.from(ca.certPem),
    };
  });

  afterAll(async () => {
    egress.onApplicationShutdown();
    await partner.close();
  });

  it('is read while it arrives', async () => {
    answer = (_, response) => response.end(Buffer.alloc(3_000_000));

    expect(await egress.stream(endpoint, list, lengthOf)).toMatchObject({
      exchange: { reached: 'answered', bytes: { received: 3_000_000 } },
      value: 3_000_000,
    });
  });

  it('that is cut gives no value, and may be asked for again', async () => {
    answer = (request, response) => response.write('half', () => request.socket.destroy());

    const streamed = await egress.stream(endpoint, list, lengthOf);

    expect(streamed.exchange).toMatchObject({ reached: 'not-processed', reason: 'ANSWER_CUT' });
    expect(streamed).not.toHaveProperty('value');
  });

  it('that is cut gives no value even if its reader did not mind', async () => {
    answer = (request, response) => response.write('half', () => request.socket.destroy());

    const streamed = await egress.stream(endpoint, { method: 'POST' }, (chunks) =>
      lengthOf(chunks).catch(() => 4),
    );

    expect(streamed).toMatchObject({ exchange: { reached: 'unknown', reason: 'ANSWER_CUT' } });
    expect(streamed).not.toHaveProperty('value');
  });

  it('that exceeds the limit is broken off', async () => {
    answer = (_, response) => response.end(Buffer.alloc(3_000_000));

    const { exchange } = await egress.stream(
      { ...endpoint, limits: { answerBytes: 1_000_000 } },
      list,
      lengthOf,
    );

    expect(exchange).toMatchObject({ reached: 'unknown', reason: 'ANSWER_TOO_LARGE' });
  });

  it('that is no success is not handed to the reader', async () => {
    answer = (_, response) => response.writeHead(404).end('{"code":"01"}');
    const read = jest.fn(lengthOf);

    const { exchange } = await egress.stream(endpoint, list, read);

    expect(exchange).toMatchObject({ reached: 'refused', reason: 'HTTP_404' });
    expect(exchange.body?.toString()).toBe('{"code":"01"}');
    expect(read).not.toHaveBeenCalled();
  });

  it('whose reader fails ends with the reader’s own error, and the connection is let go', async () => {
    const bug = new Error('a bug');
    const closed = new Promise((resolve) => {
      answer = (_, response) => {
        response.on('close', resolve);
        response.write('x');
      };
    });

    await expect(egress.stream(endpoint, list, () => Promise.reject(bug))).rejects.toBe(bug);
    await closed;
  });
});
