import { lookup } from 'node:dns';
import type { RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpService } from '@nestjs/axios';
import { makeCa, type TestCertificate } from '@gateway/testing';
import { Egress } from './egress';
import type { EgressRequest, Endpoint } from './endpoint';
import { loopbackPolicy } from './policy';
import { clientOf, startPartner, type Partner } from './testing/partner';

const ca = makeCa();
const server = ca.issue({ cn: 'partner', serverAuth: true, ips: ['127.0.0.1'] });
const [a, b] = [
  ca.issue({ cn: 'Träger A', clientAuth: true }),
  ca.issue({ cn: 'Träger B', clientAuth: true }),
];
const write: EgressRequest = { method: 'POST', body: Buffer.from('{"a":1}') };

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('the certificate shown under %s', (version) => {
  let egress: Egress;
  let answer: RequestListener;
  let partner: Partner;

  beforeEach(async () => {
    egress = new Egress(new HttpService(), lookup);
    answer = (_, response) => response.end();
    partner = await startPartner(server, (request, response) => answer(request, response), {
      requestCert: true,
      ca: ca.certPem,
      minVersion: version,
      maxVersion: version,
    });
  });

  afterEach(async () => {
    egress.onApplicationShutdown();
    await partner.close();
  });

  const send = (tenant: string, certificate: TestCertificate | undefined, path = '/') => {
    const endpoint: Endpoint = {
      tenant,
      url: `https://127.0.0.1:${partner.port}`,
      policy: loopbackPolicy(partner.port),
      ca: Buffer.from(ca.certPem),
      ...(certificate && { client: clientOf(certificate) }),
    };
    return egress.send(endpoint, { ...write, path });
  };

  it('Kita 43: is never another’s, however many send side by side', async () => {
    const sends = Array.from({ length: 60 }, (_, i) =>
      i % 2 ? send('A', a, `/A/${i}`) : send('B', b, `/B/${i}`),
    );
    const exchanges = await Promise.all(sends);
    for (let i = 0; i < 10; i++) await (i % 2 ? send('A', a, '/A/again') : send('B', b, '/B/again'));

    expect(exchanges.map(({ reached }) => reached)).toEqual(Array<string>(60).fill('answered'));
    expect(partner.seen).toHaveLength(70);
    expect(partner.seen.filter(({ url, client }) => client !== `Träger ${url[1] ?? ''}`)).toEqual([]);
  });

  it('is none for a tenant that has none, right after one that has', async () => {
    await send('A', a);
    await send('A', undefined);

    expect(partner.seen.map(({ client }) => client)).toEqual(['Träger A', undefined]);
  });

  it('travels on a connection of its own per tenant, even if two tenants hold the same', async () => {
    await send('A', a);
    await send('B', a);

    expect(partner.connections()).toBe(2);
  });

  it('Kita 42: stays with a call under way while the next ones show the new one', async () => {
    let finish: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => {
      answer = (_, response) => {
        finish = () => response.end();
        resolve();
      };
    });
    const first = send('A', a);
    await arrived;
    answer = (_, response) => response.end();
    egress.retire('A', a.fingerprint256);
    const [second, third] = [await send('A', b), await send('A', b)];
    finish();

    expect(
      [await first, second, third].map((exchange) => [exchange.reached, exchange.clientFingerprint]),
    ).toEqual([
      ['answered', a.fingerprint256],
      ['answered', b.fingerprint256],
      ['answered', b.fingerprint256],
    ]);
    expect(partner.seen.map(({ clientFingerprint }) => clientFingerprint)).toEqual([
      a.fingerprint256,
      b.fingerprint256,
      b.fingerprint256,
    ]);
  });

  it('stands for one connection that serves calls in a row', async () => {
    for (let calls = 0; calls < 5; calls++) await send('A', a);

    expect(partner.connections()).toBe(1);
  });

  it('leads to a new connection, with the partner verified anew, once it has been idle for a second', async () => {
    await send('A', a);
    await sleep(1_300);
    const { serverCertificate } = await send('A', a);

    expect(partner.connections()).toBe(2);
    expect(serverCertificate?.fingerprint256).toBe(server.fingerprint256);
    expect(partner.seen.map(({ resumed }) => resumed)).toEqual([false, false]);
  });

  it('leads to a new connection when it is retired', async () => {
    await send('A', a);
    egress.retire('A', a.fingerprint256);
    await send('A', a);

    expect(partner.connections()).toBe(2);
  });

  it('stays unknown, and is sent once, when a connection kept open dies with a request on it', async () => {
    await send('A', a);
    answer = (request) => request.socket.destroy();

    expect(await send('A', a)).toMatchObject({ reached: 'unknown', reason: 'CONNECTION_LOST' });
    expect(partner.seen).toHaveLength(2);
  });
});
