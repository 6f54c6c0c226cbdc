import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { asn1, pkcs12, pki } from 'node-forge';
import { aChild, children } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import { serverThatFindsCertificatesExpired } from '../testing/openssl-server';
import type { TraegerScene } from '../testing/traeger-scene';
import { SCHEDULER } from './set-up';
import { StoreCredential } from './store-credential';

const A = aChild('A');
const PASSWORD = 'Muster-Kennwort-7';
const UMLAUT = 'Grüße-ÄÖü-1';
const fixture = (name: string) => ({
  p12: readFileSync(join(__dirname, '../../../../vault/src/testing/p12', `${name}.p12`)),
});

describe('credentials', () => {
  let scene: KitaScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.reset());

  const onSchedule = { trigger: 'schedule', actor: SCHEDULER } as const;
  const lastRun = async (traeger: TraegerScene) => (await traeger.runs()).at(-1);

  it('Kita 10: a wrong password of the file is told at once, and nothing is stored or sent', async () => {
    const traeger = await scene.traegerWithoutCertificate();

    await expect(traeger.storeCredential('central', { filePassword: 'falsch' })).rejects.toMatchObject({
      facts: { kp: 'KP-Z02' },
    });

    await expect(traeger.credentials()).resolves.toEqual([]);
    expect(scene.portal.calls.all()).toEqual([]);
  });

  it('Kita 11: a wrong interface password locks the credential and leaves a Datenquelle to be cleared; the schedule waits until a person has looked', async () => {
    const traeger = await scene.traegerWithoutCertificate();
    const { version } = await traeger.storeCredential('central', { password: 'falsch' });
    await traeger.takeOver(A);

    await traeger.exportNow();

    await expect(traeger.buffer()).resolves.toMatchObject([
      { state: 'accepted', attempts: 1, cause: 'KP-105' },
    ]);
    await expect(traeger.calls()).resolves.toMatchObject([
      { outcomeClass: 'ABGELEHNT_AUFRUF', code: 'KP-105' },
    ]);
    await expect(traeger.credentials()).resolves.toMatchObject([{ lockCode: 'KP-Z10' }]);
    await expect(traeger.followUps()).resolves.toHaveLength(1);
    expect(scene.portal.portal.logbook.all()).toMatchObject([{ fehlercode: 'KP-105', erledigtAm: null }]);

    await traeger.exportNow(onSchedule);
    await expect(traeger.runs()).resolves.toHaveLength(1);
    await traeger.exportNow();
    await expect(lastRun(traeger)).resolves.toMatchObject({ state: 'failed', code: 'KP-Z11' });
    expect(scene.portal.calls.all()).toHaveLength(1);

    const { tenant, connection, actor } = traeger;
    await scene.get(StoreCredential).unlock({ tenant, connection, actor, name: 'central' }, version);
    await traeger.storeCredential('central');
    await traeger.exportNow(onSchedule);
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
  });

  it('Kita 12: with a certificate that expired yesterday nothing leaves the house', async () => {
    const traeger = await scene.traeger();
    await traeger.takeOver(A);
    await scene.test.admin(
      `update vault_secret set expires_at = now() - interval '1 day' where connection = $1`,
      [traeger.connection],
    );

    await traeger.exportNow();

    expect(scene.door.knocks).toBe(0);
    await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
    await expect(traeger.calls()).resolves.toMatchObject([
      { outcomeClass: 'NICHT_GESENDET', code: 'KP-Z06' },
    ]);
    await expect(lastRun(traeger)).resolves.toMatchObject({ state: 'failed', code: 'KP-Z06' });
  });

  it('Kita 13: a certificate the server finds expired is refused, not unclear: it is locked, and the records wait', async () => {
    const server = await serverThatFindsCertificatesExpired(scene.portal.certificates);
    const traeger = await scene.traeger();
    await traeger.takeOver(A);
    await scene.door.open(server.port);

    await traeger.exportNow();

    await server.close();
    await expect(traeger.calls()).resolves.toMatchObject([
      { outcomeClass: 'ABGELEHNT_ZERTIFIKAT', code: 'CLIENT_CERTIFICATE_REFUSED' },
    ]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
    await expect(traeger.credentials()).resolves.toMatchObject([{ lockCode: 'KP-Z09' }]);
    await expect(lastRun(traeger)).resolves.toMatchObject({ state: 'failed', code: 'ABGELEHNT_ZERTIFIKAT' });
  });

  it('Kita 14: a file protected by RC2-40 is taken with a remark, and a call with it works', async () => {
    const file = fixture('rc2-40');
    const { server, clients } = await kitaPlanerTrusting(file.p12, scene);
    const traeger = await scene.traegerWithoutCertificate();

    const { warnings, description } = await traeger.storeCredential('central', {
      file,
      filePassword: PASSWORD,
    });
    await scene.door.open((server.address() as AddressInfo).port);
    await traeger.takeOver(A);
    await traeger.exportNow();

    server.closeAllConnections();
    await once(server.close(), 'close');
    expect(warnings).toContainEqual({
      code: 'P12_WEAK_CONTAINER',
      facts: { weak: expect.stringContaining('RC2-40') },
    });
    expect(clients).toEqual([description.fingerprint256]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
  });

  it.each([
    ['ec-rc2-40', PASSWORD],
    ['umlaut-modern', UMLAUT],
  ])(
    'Kita 15: a file with an elliptic key or a password with umlauts is taken (%s)',
    async (name, filePassword) => {
      const traeger = await scene.traegerWithoutCertificate();

      await traeger.storeCredential('central', { file: fixture(name), filePassword });

      await expect(traeger.credentials()).resolves.toHaveLength(1);
    },
  );

  it('Kita 16: while a file with 600,000 iterations is opened, everything else goes on', async () => {
    const traeger = await scene.traegerWithoutCertificate();
    let healthy = 0;
    const uploaded = new AbortController();
    const polling = (async () => {
      while (!uploaded.signal.aborted) {
        await traeger.runs();
        healthy += 1;
        await sleep(20);
      }
    })();
    const before = performance.eventLoopUtilization();

    await traeger.storeCredential('central', { file: fixture('iterations-600000'), filePassword: PASSWORD });

    const { utilization } = performance.eventLoopUtilization(before);
    uploaded.abort();
    await polling;
    expect(utilization).toBeLessThan(0.6);
    expect(healthy).toBeGreaterThan(3);
  });

  it('Kita 42: a certificate replaced during a run is used from the next call on, and the log knows both', async () => {
    const traeger = await scene.traegerWithoutCertificate({ batchSize: 1, timeoutSeconds: 10 });
    const [old, renewed] = [await traeger.p12(), await traeger.p12()];
    await traeger.storeCredential('central', { file: old });
    await traeger.takeOver(...children(3));
    const soFar = scene.portal.calls.total;
    scene.portal.failNext({ art: 'verzoegern', ms: 3_000 });

    const running = traeger.exportNow();
    await scene.portal.calls.settled(soFar + 1);
    await traeger.storeCredential('central', { file: renewed });
    await running;

    const expected = [old, renewed, renewed].map(({ fingerprint256 }) => fingerprint256);
    expect(scene.portal.calls.all().map(({ fingerprint256 }) => fingerprint256)).toEqual(expected);
    expect((await traeger.calls()).map(({ credential }) => credential?.fingerprint256)).toEqual(expected);
  });

  it('Kita 43: two Träger that send at the same time never show each other’s certificate', async () => {
    const other = {
      traeger: '4712',
      batchSize: 1,
      units: [{ unit: 'PIRATEN', kitaId: 'KITA-1203' }],
      groups: [],
    };
    const both = [await scene.traeger({ batchSize: 1 }), await scene.traeger(other)];
    for (const [index, traeger] of both.entries())
      await traeger.takeOver(...['1', '2', '3', '4', '5'].map((letter) => aChild(`${index}${letter}`)));

    await Promise.all(both.map((traeger) => traeger.exportNow()));

    const calls = scene.portal.calls.all();
    expect(calls).toHaveLength(10);
    expect(calls.filter(({ traeger, clientCn }) => clientCn !== `traeger-${traeger}`)).toEqual([]);
    for (const traeger of both) await expect(traeger.buffer()).resolves.toEqual([]);
  });

  describe('of users', () => {
    it('Kita 44: a user without one sends nothing', async () => {
      const traeger = await scene.traeger({ credentialMode: 'user' });
      await traeger.takeOver(A);

      await traeger.exportNow();

      expect(scene.door.knocks).toBe(0);
      await expect(traeger.calls()).resolves.toMatchObject([{ code: 'KP-Z01', credential: null }]);
      await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
    });

    it('Kita 44: the central one stands in where the set-up allows it, which is on record', async () => {
      const traeger = await scene.traeger({ credentialMode: 'user', fallBackToCentral: true });
      await traeger.takeOver(A);

      await traeger.exportNow();

      await expect(traeger.calls()).resolves.toMatchObject([{ credential: { name: 'central' } }]);
      await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
    });

    it('Kita 44: somebody with a certificate uses it, also when the run goes on later; the schedule has none of its own', async () => {
      const traeger = await scene.traeger({ credentialMode: 'user' });
      await traeger.storeCredential(`user/${traeger.actor.id}`);

      for (const [letter, how] of [
        ['A', {}],
        ['B', { trigger: 'retry' }],
        ['C', onSchedule],
      ] as const) {
        await traeger.takeOver(aChild(letter));
        await traeger.exportNow(how);
      }

      const own = `user/${traeger.actor.id}`;
      expect((await traeger.calls()).map(({ credential }) => credential?.name)).toEqual([
        own,
        own,
        'central',
      ]);
    });

    it('Kita 45: a schedule cannot be set up before there is a central certificate that works', async () => {
      const traeger = await scene.traegerWithoutCertificate({ credentialMode: 'user' });
      await traeger.storeCredential(`user/${traeger.actor.id}`);

      await expect(traeger.change({ schedule: '0 6 * * *' })).rejects.toMatchObject({
        code: 'SCHEDULE_NEEDS_CENTRAL_CREDENTIAL',
        field: '/settings/schedule',
      });
      expect((await traeger.context()).settings.schedule).toBeNull();

      await traeger.storeCredential('central');
      await traeger.change({ schedule: '0 6 * * *' });
      expect((await traeger.context()).settings.schedule).toBe('0 6 * * *');
    });
  });
});

/** A server that imports whatever comes with a certificate of the authority in this file. */
async function kitaPlanerTrusting(
  p12: Buffer,
  { portal }: KitaScene,
): Promise<{ server: Server; clients: string[] }> {
  const { keyPem, chainPem } = portal.certificates.server;
  const clients: string[] = [];
  const server = createServer(
    { key: keyPem, cert: chainPem, ca: authoritiesIn(p12), requestCert: true, rejectUnauthorized: true },
    (request, response) => {
      clients.push((request.socket as TLSSocket).getPeerCertificate().fingerprint256);
      void answerAll(request).then((body) => response.end(body));
    },
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, clients };
}

async function answerAll(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { datensaetze } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { datensaetze: object[] };
  return JSON.stringify({
    status: 0,
    erledigtAm: '24.11.2026 12:00:00',
    datensaetze: datensaetze.map((record) => ({ ...record, status: 0 })),
  });
}

function authoritiesIn(p12: Buffer): string[] {
  const file = pkcs12.pkcs12FromAsn1(asn1.fromDer(p12.toString('binary')), PASSWORD);
  const bags = file.getBags({ bagType: pki.oids.certBag! })[pki.oids.certBag!] ?? [];
  return bags.flatMap(({ cert }) => (cert ? pki.certificateToPem(cert) : []));
}
