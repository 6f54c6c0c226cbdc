import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { HttpService } from '@nestjs/axios';
import { makeCa } from '@gateway/testing';
import { Egress } from './egress';
import type { EgressRequest, Endpoint } from './endpoint';
import type { Resolver } from './guarded-lookup';
import { loopbackPolicy, type Policy } from './policy';
import { startPartner, type Partner } from './testing/partner';

const ca = makeCa();
const server = ca.issue({ cn: 'partner', serverAuth: true, dnsNames: ['kita.example'], ips: ['127.0.0.1'] });
const write: EgressRequest = { method: 'POST', body: Buffer.from('{"a":1}') };
const at = (address: string): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 });

describe('a host', () => {
  let answers: (LookupAddress[] | NodeJS.ErrnoException)[];
  let asked: string[];
  /** Answers as listed, one after the other, the last one for ever. */
  const resolver: Resolver = (hostname, _, callback) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    asked.push(hostname);
    setImmediate(() => (answer instanceof Array ? callback(null, answer) : callback(answer ?? null, [])));
  };
  const egress = new Egress(new HttpService(), resolver);
  let partner: Partner;
  let local: Policy;

  const send = (policy: Policy | undefined, given: Partial<Endpoint> = {}) =>
    egress.send(
      {
        tenant: 't1',
        url: `https://kita.example:${partner.port}/`,
        policy,
        ca: Buffer.from(ca.certPem),
        ...given,
      },
      write,
    );

  beforeAll(async () => {
    partner = await startPartner(server, (_, response) => response.setHeader('Connection', 'close').end());
    local = { ports: [partner.port], addresses: ['127.0.0.0/8'], ipLiterals: false };
  });

  beforeEach(() => {
    asked = [];
  });

  afterAll(async () => {
    egress.onApplicationShutdown();
    await partner.close();
  });

  it.each([
    ['10.0.0.1'],
    ['172.16.5.4'],
    ['192.168.1.1'],
    ['127.0.0.1'],
    ['169.254.169.254'],
    ['100.64.0.1'],
    ['0.0.0.0'],
    ['224.0.0.1'],
    ['::1'],
    ['fd00::1'],
    ['fe80::1'],
    ['64:ff9b::7f00:1'],
    ['2002:7f00:1::'],
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['::ffff:127.0.0.1'],
    ['127.0.0.1', '93.184.216.34'],
    ['93.184.216.34', '10.0.0.1'],
  ])('that resolves to %s is blocked', async (...addresses) => {
    answers = [addresses.map(at)];
    const before = partner.connections();

    expect(await send({ ports: [partner.port], addresses: [], ipLiterals: false })).toMatchObject({
      reached: 'not-sent',
      reason: 'EGRESS_BLOCKED',
      configuration: true,
    });
    expect(partner.connections()).toBe(before);
  });

  it('inside the house is reached where the policy allows its range', async () => {
    answers = [[at('127.0.0.1')]];

    expect(await send(local)).toMatchObject({ reached: 'answered' });
  });

  it('is connected to at the very address that was checked, and checked again for every connection', async () => {
    answers = [[at('127.0.0.1')], [at('10.0.0.1')]];
    asked = [];

    expect(await send(local, { tenant: 'rebinding' })).toMatchObject({ reached: 'answered' });
    expect(asked).toEqual(['kita.example']);
    expect(await send(local, { tenant: 'rebinding' })).toMatchObject({ reason: 'EGRESS_BLOCKED' });
  });

  it('is tried at its next address when nobody listens at the first', async () => {
    answers = [[at('127.0.0.2'), at('127.0.0.1')]];

    expect(await send(local)).toMatchObject({ reached: 'answered' });
  });

  it('nobody knows is not reached, for now', async () => {
    answers = [Object.assign(new Error('getaddrinfo ENOTFOUND kita.example'), { code: 'ENOTFOUND' })];

    expect(await send(local)).toMatchObject({
      reached: 'not-sent',
      reason: 'DNS_FAILED',
      configuration: false,
    });
  });

  it('with no address at all is not reached, for now', async () => {
    answers = [[]];

    expect(await send(local)).toMatchObject({ reached: 'not-sent', reason: 'DNS_FAILED' });
  });

  describe('behind a proxy that was configured', () => {
    const proxy = createServer();
    const tunnelled: string[] = [];
    let verdict = 200;
    let route: Pick<Endpoint, 'proxy' | 'policy'>;

    beforeAll(async () => {
      proxy.on('connect', (request: IncomingMessage, socket) => {
        tunnelled.push(request.url ?? '');
        socket.on('error', () => socket.destroy());
        if (verdict !== 200) return socket.end(`HTTP/1.1 ${verdict} No\r\n\r\n`);
        const onward = connect(partner.port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          onward.pipe(socket).pipe(onward);
        });
        return onward.on('error', () => socket.destroy());
      });
      await once(proxy.listen(0, '127.0.0.1'), 'listening');
      route = { proxy: { host: '127.0.0.1', port: (proxy.address() as AddressInfo).port }, policy: local };
    });

    afterAll(() => void proxy.close());

    it('is reached through it, verified to the end, without being looked up here', async () => {
      answers = [[at('10.9.9.9')]];
      verdict = 200;

      expect(await send(undefined, route)).toMatchObject({
        reached: 'answered',
        serverCertificate: { fingerprint256: server.fingerprint256 },
      });
      expect(tunnelled).toEqual([`kita.example:${partner.port}`]);
      expect(asked).toEqual([]);
    });

    it.each([
      [403, 'PROXY_REFUSED', true],
      [407, 'PROXY_REFUSED', true],
      [502, 'CONNECT_FAILED', false],
    ])('is not reached when the proxy says %d', async (status, reason, configuration) => {
      verdict = status;

      expect(await send(undefined, { ...route, tenant: `t${status}` })).toMatchObject({
        reached: 'not-sent',
        reason,
        configuration,
      });
    });

    it('is not reached when the proxy lies where the policy forbids', async () => {
      const elsewhere = { ...local, addresses: ['10.0.0.0/8'] };
      const before = tunnelled.length;

      expect(await send(undefined, { ...route, policy: elsewhere })).toMatchObject({
        reason: 'EGRESS_BLOCKED',
      });
      expect(tunnelled).toHaveLength(before);
    });

    it('is not reached when nobody is the proxy', async () => {
      const nobody = { ...route, proxy: { host: '127.0.0.1', port: 1 } };

      expect(await send(undefined, nobody)).toMatchObject({ reached: 'not-sent', reason: 'CONNECT_REFUSED' });
    });
  });

  it('named by an address of this machine is refused before anything is asked', async () => {
    const url = `https://127.0.0.1:${partner.port}/`;

    expect(await send({ ...loopbackPolicy(partner.port), addresses: [] }, { url })).toMatchObject({
      reached: 'not-sent',
      reason: 'URL_NOT_ALLOWED',
    });
  });
});
