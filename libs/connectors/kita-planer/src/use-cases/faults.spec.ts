import { createServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { makeCa } from '@gateway/testing';
import { aChild } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import { Pace } from './pace';

const A = aChild('A');

describe('when a call goes wrong', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(async () => {
    await scene.reset();
    traeger = await scene.traeger();
    await traeger.takeOver(A);
  });

  const datenquellen = () => scene.portal.portal.logbook.all();
  const classes = async () => (await traeger.calls()).map(({ outcomeClass, code }) => [outcomeClass, code]);
  const lastRun = async () => (await traeger.runs()).at(-1);

  it('Kita 17: nobody listens: three calls certainly not sent, and the records wait', async () => {
    await scene.door.close();

    await traeger.exportNow();

    await expect(classes()).resolves.toEqual(Array(3).fill(['NICHT_GESENDET', 'CONNECT_REFUSED']));
    await expect(traeger.buffer()).resolves.toMatchObject([
      { state: 'accepted', attempts: 3, cause: 'CONNECT_REFUSED' },
    ]);
    await expect(lastRun()).resolves.toMatchObject({ state: 'failed', code: 'FEHLER_VERBINDUNG' });
    await expect(traeger.followUps()).resolves.toEqual([]);
    expect(datenquellen()).toEqual([]);
  });

  it('Kita 17: between the calls lie 1, 5 and 25 seconds, give or take a fifth', () => {
    expect(new Pace().calls.schedule).toEqual({
      kind: 'fixed',
      waitsMs: [1_000, 5_000, 25_000],
      spread: 0.2,
    });
  });

  it('Kita 18: somebody takes the connection and says nothing: not sent', async () => {
    await traeger.change({ connectAttempts: 1, timeoutSeconds: 1 });
    scene.door.hush();

    await traeger.exportNow();

    await expect(classes()).resolves.toEqual([['NICHT_GESENDET', 'CONNECT_TIMEOUT']]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
  });

  it('Kita 19: a server nobody vouches for gets nothing, is not tried again, and is a matter of configuration', async () => {
    await traeger.change({ serverCa: makeCa({ keyType: 'ec' }).certPem });

    await traeger.exportNow();

    await expect(classes()).resolves.toEqual([['NICHT_GESENDET', 'TLS_UNTRUSTED_SERVER']]);
    await expect(lastRun()).resolves.toMatchObject({ state: 'failed', code: 'TLS_UNTRUSTED_SERVER' });
    await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
    expect(scene.portal.calls.all()).toEqual([]);
  });

  describe('and the Kita-Planer may have imported what nobody answers for', () => {
    beforeEach(async () => {
      await traeger.change({ timeoutSeconds: 1 });
    });

    it('Kita 20: no answer: unclear, never sent again by itself, and somebody has to look', async () => {
      scene.portal.failNext({ art: 'keine-antwort' });

      await traeger.exportNow();
      await traeger.exportNow();

      await expect(classes()).resolves.toEqual([['UNGEKLAERT', 'ANSWER_TIMEOUT']]);
      await expect(traeger.buffer()).resolves.toMatchObject([{ state: 'uncertain', cause: 'KEINE_ANTWORT' }]);
      await expect(traeger.entries()).resolves.toMatchObject([
        { outcome: 'UNGEKLAERT', code: 'KEINE_ANTWORT' },
      ]);
      await expect(traeger.followUps()).resolves.toMatchObject([{ outcomeClass: 'UNGEKLAERT', unclear: 1 }]);
      expect(datenquellen()).toHaveLength(1);
      expect(datenquellen()[0]!.erledigtAm).not.toBeNull();
    });

    it('Kita 21: a person who has looked confirms it, by name and with a note', async () => {
      scene.portal.failNext({ art: 'keine-antwort' });
      await traeger.exportNow();

      const { done } = await traeger.act('confirm', 'Steht in der Träger-Ansicht');

      const [row] = await traeger.archive();
      expect(row).toMatchObject({
        ...{ state: 'delivered', archiveReason: 'confirmed' },
        decidedBy: `user:${traeger.actor.id}`,
      });
      expect(row!.reason).not.toContain('Träger-Ansicht');
      expect((await traeger.audit(...done)).at(-1)).toMatchObject({
        ...{ action: 'kita-planer/record-delivered', actor: { type: 'user', id: traeger.actor.id } },
      });
      await expect(traeger.act('confirm', ' ', [...done])).resolves.toMatchObject({ done: [] });
      await expect(traeger.followUps()).resolves.toHaveLength(1);
    });

    it('Kita 22: a person has it sent again: a second Datenquelle, and no second contract', async () => {
      scene.portal.failNext({ art: 'keine-antwort' });
      await traeger.exportNow();

      await traeger.act('resend');
      await traeger.exportNow();

      await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
      expect(datenquellen().map(({ quelleId }) => quelleId)).toEqual(['KPD-000001', 'KPD-000002']);
      expect(scene.portal.portal.child('KA')!.vertraege).toHaveLength(1);
    });

    it('Kita 23: where the set-up allows it, it goes again once in every run and three times in all, then waits for a person', async () => {
      await traeger.change({ resendUncertain: 'automatic' });
      scene.portal.failNext({ art: 'trennen-nach-verarbeitung', anzahl: 9 });

      const calls: number[] = [];
      for (let run = 0; run < 6; run++) {
        await traeger.exportNow();
        calls.push(scene.portal.calls.all().length);
      }

      expect(calls).toEqual([1, 2, 3, 4, 4, 4]);
      await expect(traeger.states()).resolves.toEqual({ KA: ['uncertain'] });
    });
  });

  it('Kita 24: a connection lost after the request is unclear', async () => {
    scene.portal.failNext({ art: 'trennen-nach-verarbeitung' });

    await traeger.exportNow();
    await traeger.exportNow();

    await expect(classes()).resolves.toEqual([['UNGEKLAERT', 'CONNECTION_LOST']]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['uncertain'] });
  });

  it('Kita 31: 503 was not processed; the next attempt comes when the Kita-Planer allows it', async () => {
    scene.portal.failNext({ art: 'http', code: 503, retryAfter: 120 });
    const before = Date.now();

    await expect(traeger.exportNow()).resolves.toEqual({ next: 'later', inSeconds: 120 });

    expect(datenquellen()).toEqual([]);
    await expect(classes()).resolves.toEqual([['NICHT_VERARBEITET', 'HTTP_503']]);
    const [row] = await traeger.buffer();
    expect(row).toMatchObject({ state: 'accepted' });
    expect(row!.nextAttemptAt!.getTime()).toBeGreaterThanOrEqual(before + 120_000);
    await traeger.exportNow();
    expect(scene.portal.calls.all()).toHaveLength(1);

    // Two minutes later, in a process that has not been asked to wait itself.
    await scene.test.admin('update delivery set next_attempt_at = now() where connection_id = $1', [
      traeger.connection,
    ]);
    const later = await KitaScene.beside(scene);
    await traeger.exportNow({}, later);
    await later.leave();
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
  });

  it('Kita 32: a redirection is not followed, and the other host gets nothing', async () => {
    const { keyPem, chainPem } = scene.portal.certificates.server;
    let visits = 0;
    const elsewhere = createServer({ key: keyPem, cert: chainPem }, (_, response) => {
      visits += 1;
      response.end();
    });
    await once(elsewhere.listen(0, '127.0.0.1'), 'listening');
    const { port } = elsewhere.address() as AddressInfo;
    scene.portal.failNext({ art: 'http', code: 302, location: `https://127.0.0.1:${port}/` });

    await traeger.exportNow();

    await once(elsewhere.close(), 'close');
    expect(visits).toBe(0);
    await expect(classes()).resolves.toMatchObject([['ABGELEHNT_AUFRUF', expect.any(String)]]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
    await expect(lastRun()).resolves.toMatchObject({ state: 'failed', code: 'ABGELEHNT_AUFRUF' });
  });

  it('Kita 33: 502 is unclear', async () => {
    scene.portal.failNext({ art: 'http', code: 502 });

    await traeger.exportNow();
    await traeger.exportNow();

    await expect(classes()).resolves.toEqual([['UNGEKLAERT', 'HTTP_502']]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['uncertain'] });
  });
});
