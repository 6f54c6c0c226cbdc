import { aChild, childElsewhere } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import type { Context } from './context';
import { ImportCall, type EndedCall } from './import-call';
import { PrepareCall, type PreparedCall } from './prepare-call';
import { SettleCall } from './settle-call';

const A = aChild('A');

describe('a worker that died or is slow', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;
  let context: Context;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(async () => {
    await scene.reset();
    traeger = await scene.traeger();
    context = await traeger.context();
    await traeger.takeOver(A);
  });

  /** Each step of a call is a transaction of its own; a worker that is killed leaves exactly those before it. */
  const prepare = () =>
    traeger.within((tx) => scene.get(PrepareCall).run(tx, context, { limit: 100 })) as Promise<PreparedCall>;
  const intend = (call: PreparedCall) =>
    traeger.within((tx) => scene.get(ImportCall).intend(tx, call, context));
  const send = async () => scene.get(ImportCall).send(await intend(await prepare()), context);
  const settle = (ended: EndedCall) =>
    traeger.within((tx) => scene.get(SettleCall).run(tx, ended, context, { keepAnswer: false }));
  const exchanges = () => scene.portal.calls.all().length;

  it('Kita 41: killed before sending was on record: the record waits again and is sent', async () => {
    await prepare();
    await traeger.expireLeases();

    await traeger.exportNow();

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
    await expect(traeger.calls()).resolves.toMatchObject([
      { outcomeClass: 'NICHT_GESENDET', code: 'LEASE_EXPIRED', phase: 'closed', followUp: null },
      { outcomeClass: 'BEANTWORTET' },
    ]);
    expect(exchanges()).toBe(1);
  });

  it('Kita 41: killed after sending was on record: unclear, not sent again, and somebody has to look', async () => {
    await intend(await prepare());
    await traeger.expireLeases();

    await traeger.exportNow();

    await expect(traeger.buffer()).resolves.toMatchObject([{ state: 'uncertain', cause: 'LEASE_EXPIRED' }]);
    await expect(traeger.calls()).resolves.toMatchObject([
      { outcomeClass: 'UNGEKLAERT', code: 'LEASE_EXPIRED', unclear: 1, phase: 'closed' },
    ]);
    await expect(traeger.entries()).resolves.toMatchObject([
      { outcome: 'UNGEKLAERT', code: 'LEASE_EXPIRED' },
    ]);
    await expect(traeger.followUps()).resolves.toHaveLength(1);
    expect(exchanges()).toBe(0);
  });

  it('Kita 41: killed with the answer stored: the answer counts, and no second call is made', async () => {
    await traeger.takeOver(childElsewhere());
    await scene.get(SettleCall).keepAnswer(await send());
    await traeger.expireLeases();

    await traeger.exportNow();

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'], K22765: ['rejected'] });
    await expect(traeger.calls()).resolves.toMatchObject([
      {
        outcomeClass: 'BEANTWORTET',
        succeeded: 1,
        refused: 1,
        unclear: 0,
        followUp: 'open',
        phase: 'closed',
      },
    ]);
    await expect(traeger.entries()).resolves.toHaveLength(2);
    expect(exchanges()).toBe(1);
  });

  it('Kita 41: a run nobody answers for any more is ended, and the next one does its work', async () => {
    await traeger.within((tx) =>
      tx.query(
        `insert into connection_run (tenant_id, id, connection_id, kind, trigger, actor, state, lease_until)
         values ($1, gen_random_uuid(), $2, 'export', 'person', $3, 'running', now() - interval '1 second')`,
        [traeger.tenant, traeger.connection, JSON.stringify(traeger.actor)],
      ),
    );

    await traeger.exportNow();

    expect((await traeger.runs()).map(({ state, code }) => `${state} ${code ?? ''}`).sort()).toEqual([
      'done ',
      'failed RUN_DIED',
    ]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
  });

  describe('whose answer comes after its time', () => {
    let late: EndedCall;

    beforeEach(async () => {
      await traeger.takeOver(childElsewhere());
      late = await send();
      await traeger.expireLeases();
      await traeger.exportNow();
      await expect(traeger.states()).resolves.toEqual({ KA: ['uncertain'], K22765: ['uncertain'] });
    });

    const counts = async () => {
      const [{ outcomeClass, succeeded, refused, unclear }] = (await traeger.calls()) as [
        Awaited<ReturnType<TraegerScene['calls']>>[number],
      ];
      return { outcomeClass, succeeded, refused, unclear };
    };

    it('is believed where nobody has decided otherwise', async () => {
      await scene.get(SettleCall).keepAnswer(late);
      await settle(late);

      await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'], K22765: ['rejected'] });
      await expect(counts()).resolves.toEqual({
        outcomeClass: 'BEANTWORTET',
        succeeded: 1,
        refused: 1,
        unclear: 0,
      });
      await expect(traeger.calls()).resolves.toMatchObject([{ phase: 'closed' }]);
    });

    it('changes nothing a second time', async () => {
      await settle(late);
      const entries = await traeger.entries();
      await scene.get(SettleCall).keepAnswer(late);
      await settle(late);

      await expect(counts()).resolves.toEqual({
        outcomeClass: 'BEANTWORTET',
        succeeded: 1,
        refused: 1,
        unclear: 0,
      });
      await expect(traeger.entries()).resolves.toEqual(entries);
      await expect(traeger.calls()).resolves.toMatchObject([{ phase: 'closed' }]);
    });

    it('leaves alone what a person has decided in between', async () => {
      const [first] = await traeger.buffer();
      await traeger.act('confirm', 'Steht in der Träger-Ansicht', [first!.id]);

      await settle(late);

      await expect(traeger.states()).resolves.toEqual({ KA: ['confirmed'], K22765: ['rejected'] });
      await expect(counts()).resolves.toEqual({
        outcomeClass: 'BEANTWORTET',
        succeeded: 0,
        refused: 1,
        unclear: 1,
      });
      expect((await traeger.entries()).map(({ lane, outcome }) => `${lane} ${outcome}`).sort()).toEqual([
        'K22765 FEHLER_IN_KITA_PLANER',
        'K22765 UNGEKLAERT',
        'KA UNGEKLAERT',
      ]);
    });

    it('says nothing where a person has decided everything', async () => {
      await traeger.act('resolve', 'Wird telefonisch geklärt');
      const before = await traeger.calls();

      await settle(late);

      await expect(traeger.calls()).resolves.toEqual(before);
      await expect(traeger.states()).resolves.toEqual({ KA: ['resolved'], K22765: ['resolved'] });
    });
  });

  it('of another connection is none of this run’s business', async () => {
    const sibling = await traeger.sibling();
    await sibling.takeOver(aChild('B'));
    const theirs = await sibling.context();
    await sibling.within((tx) => scene.get(PrepareCall).run(tx, theirs, { limit: 100 }));
    await sibling.expireLeases();

    await traeger.exportNow();
    await expect(sibling.states()).resolves.toEqual({ KB: ['sending'] });

    await sibling.exportNow();
    await expect(sibling.states()).resolves.toEqual({ KB: ['delivered'] });
    await expect(sibling.calls()).resolves.toMatchObject([{ phase: 'closed' }, { phase: 'closed' }]);
  });
});
