import { lookup } from 'node:dns';
import type { RequestListener } from 'node:http';
import { HttpService } from '@nestjs/axios';
import { makeCa } from '@gateway/testing';
import { Egress } from './egress';
import type { EgressRequest, Endpoint } from './endpoint';
import { loopbackPolicy } from './policy';
import { startPartner, type Partner } from './testing/partner';

const ca = makeCa();
const server = ca.issue({
  cn: 'partner',
  organisation: 'Amt',
  subjectSerialNumber: '0042',
  serverAuth: true,
  ips: ['127.0.0.1'],
});
const write: EgressRequest = { method: 'POST', body: Buffer.from('{"a":1}') };
const read: EgressRequest = { method: 'GET' };

describe('a request that leaves the house', () => {
  const egress = new Egress(new HttpService(), lookup);
  let answer: RequestListener;
  let partner: Partner;
  let endpoint: Endpoint;

  beforeAll(async () => {
    partner = await startPartner(server, (request, response) => answer(request, response));
    endpoint = {
      tenant: 't1',
      url: `https://127.0.0.1:${partner.port}/dienst`,
      policy: loopbackPolicy(partner.port),
      ca: Buffer.from(ca.certPem),
    };
  });

  afterAll(async () => {
    egress.onApplicationShutdown();
    await partner.close();
  });

  it('arrives as it was given, and comes back with what was answered', async () => {
    answer = (_, response) => {
      response.setHeader('Content-Type', 'Application/JSON; charset=UTF-8; x=secret');
      response.setHeader('Set-Cookie', 'secret').end('{"ok":true}');
    };
    const exchange = await egress.send(endpoint, {
      ...write,
      path: '/v1?x=1',
      headers: { 'Content-Type': 'application/json' },
    });

    expect(partner.seen.at(-1)).toMatchObject({ method: 'POST', url: '/dienst/v1?x=1', body: '{"a":1}' });
    expect(partner.seen.at(-1)?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': '7',
      'accept-encoding': 'identity',
      'user-agent': 'Drehkreuz',
    });
    expect(exchange).toMatchObject({
      reached: 'answered',
      reason: 'HTTP_200',
      configuration: false,
      status: 200,
      bytes: { sent: 7, received: 11 },
      serverCertificate: {
        fingerprint256: server.fingerprint256,
        commonName: 'partner',
        organisation: 'Amt',
        subjectSerialNumber: '0042',
        issuer: 'Test CA',
      },
    });
    expect(exchange.headers).toEqual({
      contentType: 'application/json; charset=utf-8',
      date: expect.any(Date) as Date,
    });
    expect(exchange.body?.toString()).toBe('{"ok":true}');
  });

  it.each([
    [200, 'answered', 'HTTP_200', false],
    [204, 'answered', 'HTTP_204', false],
    [301, 'refused', 'REDIRECT_REFUSED', true],
    [304, 'refused', 'REDIRECT_REFUSED', true],
    [400, 'refused', 'HTTP_400', false],
    [401, 'refused', 'HTTP_401', true],
    [403, 'refused', 'HTTP_403', true],
    [404, 'refused', 'HTTP_404', false],
    [405, 'refused', 'HTTP_405', true],
    [408, 'unknown', 'HTTP_408', false],
    [409, 'refused', 'HTTP_409', false],
    [413, 'refused', 'HTTP_413', false],
    [415, 'refused', 'HTTP_415', false],
    [422, 'refused', 'HTTP_422', false],
    [425, 'unknown', 'HTTP_425', false],
    [429, 'not-processed', 'HTTP_429', false],
    [500, 'unknown', 'HTTP_500', false],
    [501, 'refused', 'HTTP_501', true],
    [502, 'unknown', 'HTTP_502', false],
    [503, 'not-processed', 'HTTP_503', false],
    [504, 'unknown', 'HTTP_504', false],
  ])('answered with %d counts as %s', async (status, reached, reason, configuration) => {
    answer = (_, response) => response.writeHead(status).end();

    expect(await egress.send(endpoint, write)).toMatchObject({ status, reached, reason, configuration });
  });

  it('Kita 33: answered with 502 is unclear and stays so', async () => {
    answer = (_, response) => response.writeHead(502).end('<html>Bad Gateway</html>');

    expect(await egress.send(endpoint, write)).toMatchObject({ reached: 'unknown', reason: 'HTTP_502' });
  });

  it.each([500, 502, 504])('that only reads may be repeated after a %d', async (status) => {
    answer = (_, response) => response.writeHead(status).end();

    expect(await egress.send(endpoint, read)).toMatchObject({
      reached: 'not-processed',
      reason: `HTTP_${status}`,
    });
  });

  it('was not processed if the partner promised so for its status', async () => {
    answer = (_, response) => response.writeHead(408).end();
    const kita = { ...endpoint, notProcessed: [408, 429, 503] };

    expect(await egress.send(kita, write)).toMatchObject({ reached: 'not-processed', reason: 'HTTP_408' });
  });

  it('Kita 31: is told how long to wait after a 503', async () => {
    answer = (_, response) => response.writeHead(503, { 'Retry-After': '120' }).end();

    expect(await egress.send(endpoint, write)).toMatchObject({
      reached: 'not-processed',
      retryAfterSeconds: 120,
    });
  });

  it.each(['-5', '99999999', 'abc', 'Tue, 24 Nov 2020 11:59:00 GMT'])(
    'ignores Retry-After: %s',
    async (value) => {
      answer = (_, response) => response.writeHead(503, { 'Retry-After': value }).end();

      expect(await egress.send(endpoint, write)).not.toHaveProperty('retryAfterSeconds');
    },
  );

  it.each([400, 495, 496])(
    'turned down for its certificate with an HTML page and %d is shut out',
    async (status) => {
      answer = (_, response) =>
        response
          .writeHead(status, { 'Content-Type': 'text/html' })
          .end('<html><h1>400</h1>The SSL certificate error</html>');

      expect(await egress.send(endpoint, write)).toMatchObject({
        reached: 'refused',
        reason: 'CLIENT_CERTIFICATE_REFUSED',
        configuration: true,
      });
    },
  );

  it('refused with JSON that talks of certificates is a plain refusal', async () => {
    answer = (_, response) =>
      response.writeHead(400, { 'Content-Type': 'application/json' }).end('"SSL certificate"');

    expect(await egress.send(endpoint, write)).toMatchObject({ reason: 'HTTP_400', configuration: false });
  });

  it.each([301, 302, 303, 307, 308])(
    'Kita 32: does not follow a %d; the other host sees nothing',
    async (status) => {
      const other = await startPartner(server, (_, response) => response.end());
      const elsewhere = `https://127.0.0.1:${other.port}/secret?x=secret`;
      answer = (_, response) => response.writeHead(status, { Location: elsewhere }).end();

      const exchange = await egress.send(
        { ...endpoint, policy: loopbackPolicy(partner.port, other.port) },
        write,
      );

      expect(exchange).toMatchObject({
        reached: 'refused',
        reason: 'REDIRECT_REFUSED',
        configuration: true,
        headers: { locationHost: `127.0.0.1:${other.port}` },
      });
      expect(other.connections()).toBe(0);
      await other.close();
    },
  );

  it('Kita 24: is unknown when the partner hangs up without an answer', async () => {
    answer = (request) => request.socket.destroy();

    expect(await egress.send(endpoint, write)).toMatchObject({
      reached: 'unknown',
      reason: 'CONNECTION_LOST',
    });
  });

  it('is unknown when the answer is cut', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"half', () => request.socket.destroy());
    };

    const exchange = await egress.send(endpoint, write);

    expect(exchange).toMatchObject({ reached: 'unknown', reason: 'ANSWER_CUT', status: 200 });
    expect(exchange.body).toBeUndefined();
    expect(exchange.beginning?.toString()).toBe('{"half');
  });

  it('keeps no more than the first kilobyte of an answer that is cut', async () => {
    answer = (request, response) => {
      response.writeHead(200, { 'Content-Length': '9000' });
      response.write('ab'.repeat(300), () =>
        response.write('c'.repeat(2_000), () => request.socket.destroy()),
      );
    };

    const { beginning } = await egress.send(endpoint, write);

    expect(beginning?.toString()).toBe('ab'.repeat(300) + 'c'.repeat(424));
  });

  it('is unknown when a chunked answer is cut', async () => {
    answer = (request, response) => {
      response.write('{"half', () => request.socket.destroy());
    };

    expect(await egress.send(endpoint, write)).toMatchObject({ reached: 'unknown', reason: 'ANSWER_CUT' });
  });

  it('is refused by its status even when the text to it is cut', async () => {
    answer = (request, response) => {
      response.writeHead(422, { 'Content-Length': '100' }).write('{"half', () => request.socket.destroy());
    };

    expect(await egress.send(endpoint, write)).toMatchObject({ reached: 'refused', reason: 'HTTP_422' });
  });

  it.each([
    ['announced', { 'Content-Length': '1001' }],
    ['found out while reading', {}],
  ])('is unknown when the answer is too large, %s', async (_, headers) => {
    answer = (_request, response) => response.writeHead(200, headers).end(Buffer.alloc(1001));
    const bounded = { ...endpoint, limits: { answerBytes: 1000 } };

    expect(await egress.send(bounded, write)).toMatchObject({
      reached: 'unknown',
      reason: 'ANSWER_TOO_LARGE',
    });
    expect(await egress.send(bounded, read)).toMatchObject({
      reached: 'unknown',
      reason: 'ANSWER_TOO_LARGE',
    });
  });

  it('takes an answer of exactly the size allowed', async () => {
    answer = (_, response) => response.end(Buffer.alloc(1000));

    const exchange = await egress.send({ ...endpoint, limits: { answerBytes: 1000 } }, write);

    expect(exchange.body).toHaveLength(1000);
  });

  it('is unknown when the answer is compressed although we said not to', async () => {
    answer = (_, response) => response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(Buffer.alloc(10));

    expect(await egress.send(endpoint, write)).toMatchObject({
      reached: 'unknown',
      reason: 'ANSWER_ENCODED',
    });
  });

  it('is unknown when what comes back is not HTTP', async () => {
    answer = (request) => request.socket.end('220 mail.example ESMTP\r\n');

    expect(await egress.send(endpoint, write)).toMatchObject({
      reached: 'unknown',
      reason: 'ANSWER_UNREADABLE',
    });
  });

  it('is unknown when the headers alone are huge', async () => {
    answer = (request) => request.socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`);

    expect(await egress.send(endpoint, write)).toMatchObject({
      reached: 'unknown',
      reason: 'ANSWER_TOO_LARGE',
    });
  });

  it('Kita 20: is unknown when no answer comes in time', async () => {
    answer = () => undefined;
    const hasty = { ...endpoint, limits: { headersMs: 100 } };

    expect(await egress.send(hasty, write)).toMatchObject({ reached: 'unknown', reason: 'ANSWER_TIMEOUT' });
    expect(await egress.send(hasty, read)).toMatchObject({
      reached: 'not-processed',
      reason: 'ANSWER_TIMEOUT',
    });
  });

  it('is cut off and unknown when the answer drips', async () => {
    answer = (_, response) => {
      let drops = 0;
      const drip = setInterval(() => (++drops < 500 ? response.write('x') : response.end()), 20);
      response.on('close', () => clearInterval(drip));
    };
    const exchange = await egress.send({ ...endpoint, limits: { totalMs: 300 } }, write);

    expect(exchange).toMatchObject({ reached: 'unknown', reason: 'ANSWER_TIMEOUT', status: 200 });
    expect(exchange.timings.totalMs).toBeGreaterThanOrEqual(295);
    expect(exchange.bytes.received).toBeGreaterThan(0);
  });

  it('stays inside when it is too large', async () => {
    const before = partner.seen.length;

    expect(await egress.send({ ...endpoint, limits: { requestBytes: 6 } }, write)).toMatchObject({
      reached: 'not-sent',
      reason: 'REQUEST_TOO_LARGE',
      configuration: true,
      bytes: { sent: 0, received: 0 },
    });
    expect(partner.seen).toHaveLength(before);
  });

  it.each([
    ['.evil.example/', 'https://127.0.0.1'],
    ['@evil.example/', undefined],
    ['evil', undefined],
    ['//evil\\x', undefined],
  ])('stays inside when its path %j would lead elsewhere', async (path, url) => {
    const policy = { ports: [443, partner.port], addresses: ['127.0.0.0/8'], ipLiterals: true };

    expect(await egress.send({ ...endpoint, policy, ...(url && { url }) }, { ...write, path })).toMatchObject(
      {
        reached: 'not-sent',
        reason: 'URL_NOT_ALLOWED',
        configuration: true,
      },
    );
  });

  it('stays inside when a header of it cannot be sent', async () => {
    expect(await egress.send(endpoint, { ...write, headers: { 'X-\u0000': 'x' } })).toMatchObject({
      reached: 'not-sent',
      reason: 'REQUEST_INVALID',
      configuration: true,
    });
  });

  it.each([
    ['says no', () => false],
    [
      'throws',
      () => {
        throw new Error('the lease is gone');
      },
    ],
  ])('is withheld when whoever is asked before the first byte %s', async (_, beforeFirstByte) => {
    const before = partner.seen.length;
    answer = (_request, response) => response.end();

    expect(await egress.send(endpoint, write, { beforeFirstByte })).toMatchObject({
      reached: 'not-sent',
      reason: 'WITHHELD',
      configuration: false,
      bytes: { sent: 0 },
    });
    await egress.send(endpoint, write);
    expect(partner.seen).toHaveLength(before + 1);
  });

  it('asks before the first byte with the server’s certificate in hand', async () => {
    answer = (_, response) => response.end();
    const asked: (string | undefined)[] = [];

    await egress.send(endpoint, write, {
      beforeFirstByte: ({ subjectSerialNumber }) => asked.push(subjectSerialNumber),
    });

    expect(asked).toEqual(['0042']);
  });

  it('is not sent when it is called off beforehand', async () => {
    expect(await egress.send(endpoint, write, { signal: AbortSignal.abort() })).toMatchObject({
      reached: 'not-sent',
      reason: 'ABORTED',
    });
  });

  it('is unknown when it is called off while the partner works', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();

    expect(await egress.send(endpoint, write, { signal: stop.signal })).toMatchObject({
      reached: 'unknown',
      reason: 'ABORTED',
    });
  });

  it('leaves no listener behind on the signal of a long run', async () => {
    answer = (_, response) => response.end();
    const stop = new AbortController();
    const remove = jest.spyOn(stop.signal, 'removeEventListener');

    await egress.send(endpoint, write, { signal: stop.signal });

    expect(remove).toHaveBeenCalledWith('abort', expect.any(Function));
  });

  it('Kita 54: takes no proxy from the environment', async () => {
    answer = (_, response) => response.end();
    const proxy = await startPartner(server, (_, response) => response.end());
    const names = [
      'HTTPS_PROXY',
      'https_proxy',
      'HTTP_PROXY',
      'http_proxy',
      'ALL_PROXY',
      'NODE_USE_ENV_PROXY',
    ];
    const before = { ...process.env };
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`;
    try {
      expect(await egress.send({ ...endpoint, tenant: 'proxy' }, write)).toMatchObject({
        reached: 'answered',
      });
    } finally {
      process.env = before;
    }
    expect(proxy.connections()).toBe(0);
    await proxy.close();
  });
});
