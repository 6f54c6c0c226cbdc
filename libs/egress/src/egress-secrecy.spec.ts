import { lookup } from 'node:dns';
import type { RequestListener } from 'node:http';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { Test, type TestingModule } from '@nestjs/testing';
import { pino } from 'pino';
import { ConfigModule } from '@gateway/config';
import { makeCa, startRefusingServer } from '@gateway/testing';
import { Egress } from './egress';
import { EgressModule } from './egress.module';
import type { Endpoint } from './endpoint';
import { EgressConfig } from './policies';
import { loopbackPolicy } from './policy';
import { allowedUrl } from './url-not-allowed';
import { clientOf, startPartner, type Partner } from './testing/partner';

const ca = makeCa();
const server = ca.issue({ cn: 'partner', serverAuth: true, ips: ['127.0.0.1'] });
const client = ca.issue({ cn: 'träger', clientAuth: true });
const CANARY = 'KANARIENVOGEL';

describe('what comes out of egress', () => {
  let module: TestingModule;
  let egress: Egress;
  let answer: RequestListener;
  let partner: Partner;
  let endpoint: Endpoint;

  beforeAll(async () => {
    module = await Test.createTestingModule({
      imports: [ConfigModule.reading(EgressConfig), EgressModule],
    }).compile();
    egress = module.get(Egress);
    partner = await startPartner(server, (request, response) => answer(request, response));
    endpoint = {
      tenant: 't1',
      url: `https://127.0.0.1:${partner.port}`,
      policy: loopbackPolicy(partner.port),
      ca: Buffer.from(ca.certPem),
      client: clientOf(client),
    };
  });

  afterAll(async () => {
    await module.close();
    await partner.close();
  });

  const request = {
    method: 'POST',
    path: `/${CANARY}?name=${CANARY}`,
    headers: { Authorization: `Bearer ${CANARY}`, 'X-Name': CANARY },
    body: Buffer.from(CANARY),
  } as const;

  /** Everything anybody could print of it. */
  function printed(value: unknown): string {
    let logged = '';
    const sink = new Writable({
      write: (chunk: Buffer, _, done) => {
        logged += chunk.toString();
        done();
      },
    });
    pino(sink).error({ err: value, exchange: value }, 'exchange');
    return [JSON.stringify(value), inspect(value, { depth: 20 }), String(value), logged].join('\n');
  }

  const secrets = [
    CANARY,
    Buffer.from(CANARY).toString('base64'),
    Buffer.from(CANARY).toString('hex'),
    [...Buffer.from(CANARY)].join(','),
    'PRIVATE KEY',
  ];

  const leaks = (value: unknown) => secrets.filter((secret) => printed(value).includes(secret));

  const chatty = {
    'Set-Cookie': CANARY,
    'Content-Type': `text/html; name=${CANARY}`,
    'Retry-After': CANARY,
    Location: `https://other.example/${CANARY}`,
  };

  it.each<[string, RequestListener]>([
    ['a success', (_, response) => response.writeHead(200, chatty).end(CANARY)],
    ['a refusal', (_, response) => response.writeHead(422, chatty).end(CANARY)],
    ['a redirect', (_, response) => response.writeHead(307, chatty).end(CANARY)],
    ['a failure', (_, response) => response.writeHead(500, CANARY, chatty).end(CANARY)],
    ['a hang-up', (incoming) => incoming.socket.destroy()],
    ['a cut answer', (incoming, response) => response.write(CANARY, () => incoming.socket.destroy())],
    ['something that is not HTTP', (incoming) => incoming.socket.end(CANARY)],
  ])('after %s tells nothing that was sent or received', async (_, listener) => {
    answer = listener;

    expect(leaks(await egress.send(endpoint, request))).toEqual([]);
  });

  it('still holds the body for who asks for it', async () => {
    answer = (_, response) => response.end(CANARY);

    expect((await egress.send(endpoint, request)).body?.toString()).toBe(CANARY);
  });

  it('tells nothing when the request cannot be sent at all', async () => {
    const invalid = { ...request, headers: { ...request.headers, [`X-\u0000${CANARY}`]: 'x' } };

    expect(leaks(await egress.send(endpoint, invalid))).toEqual([]);
    expect(leaks(await egress.send({ ...endpoint, url: `https://${CANARY}:5432` }, request))).toEqual([]);
    expect(leaks(await egress.send({ ...endpoint, ca: undefined }, request))).toEqual([]);
    expect(leaks(await egress.send({ ...endpoint, limits: { requestBytes: 1 } }, request))).toEqual([]);
  });

  it('tells nothing when our certificate is unusable or turned down', async () => {
    const broken = { ...clientOf(client), keyPem: Buffer.from(CANARY) };
    const refusing = await startRefusingServer(server, 'TLSv1.3', 45);
    const strict = {
      ...endpoint,
      url: `https://127.0.0.1:${refusing.port}`,
      policy: loopbackPolicy(refusing.port),
    };

    expect(leaks(await egress.send({ ...endpoint, client: broken }, request))).toEqual([]);
    expect(leaks(await egress.send(strict, request))).toEqual([]);
    await refusing.close();
  });

  it('tells nothing when an answer breaks while it is read', async () => {
    answer = (incoming, response) => response.write(CANARY, () => incoming.socket.destroy());
    let thrown: unknown;

    const streamed = await egress.stream(endpoint, request, async (chunks) => {
      try {
        return await buffer(chunks);
      } catch (error) {
        thrown = error;
        throw error;
      }
    });

    expect(thrown).toMatchObject({
      code: 'ANSWER_BROKEN',
      kind: 'uncertain',
      facts: { reason: 'ANSWER_CUT' },
    });
    expect([leaks(thrown), leaks(streamed)]).toEqual([[], []]);
  });

  it('tells nothing of a URL that is not allowed', () => {
    let thrown: unknown;
    try {
      allowedUrl(`https://user:${CANARY}@kita.example/`, loopbackPolicy(443));
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({ code: 'URL_NOT_ALLOWED' });
    expect(leaks(thrown)).toEqual([]);
  });

  it('is looked up with the system’s resolver when wired by the module', () => {
    expect(module.get(Egress)).toHaveProperty('agents.resolve', lookup);
  });
});
