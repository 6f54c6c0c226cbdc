import { aChild, childElsewhere } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import { EraseChild } from './erase-child';
import { ImportCall } from './import-call';
import { PrepareCall } from './prepare-call';
import { Purge } from './purge';
import { PutBack } from './put-back';
import { RecheckRecords } from './recheck-records';
import { RevealRecord } from './reveal-record';
import { SearchByName } from './search-by-name';
import { SettleCall } from './settle-call';

const A = aChild('A');
const B = aChild('B', { child: { givenName: 'Testa' } });
const DAY = 86_400_000;

describe('forgetting', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(async () => {
    await scene.reset();
    traeger = await scene.traeger();
  });

  const reveal = (record: string) =>
    scene.get(RevealRecord).run({ tenant: traeger.tenant, actor: traeger.actor, record });
  const found = async (name: string) => {
    const { tenant, connection } = traeger;
    const entries = await scene.get(SearchByName).run(tenant, { connection }, name, { limit: 10 });
    return entries.map(({ lane }) => lane);
  };

  describe('what is older than the set-up says', () => {
    const purge = (days: number) => {
      const { tenant, connection, actor } = traeger;
      return scene.get(Purge).run({ tenant, connection, actor, now: new Date(Date.now() + days * DAY) });
    };
    const nothing = { records: 0, entries: 0, calls: 0, answers: 0 };

    beforeEach(async () => {
      await traeger.change({ archiveMonths: 12, protocolMonths: 24 });
      await traeger.takeOver(A, childElsewhere());
      await traeger.exportNow();
      await traeger.takeOver(aChild('C'));
      await traeger.exportNow();
      await traeger.act('resolve', 'Frau Muster hat angerufen');
    });

    it('keeps everything at first', async () => {
      await expect(purge(29)).resolves.toEqual(nothing);
    });

    it('drops raw answers after thirty days', async () => {
      await expect(purge(31)).resolves.toEqual({ ...nothing, answers: 2 });

      const [call] = await traeger.calls();
      const { tenant, actor } = traeger;
      await expect(scene.get(RevealRecord).answer({ tenant, actor, call: call!.id })).resolves.toEqual({
        excerpt: null,
      });
      await expect(purge(31)).resolves.toEqual(nothing);
    });

    it('empties the archive after its months; rows, codes and lists stay', async () => {
      const before = await traeger.states();
      const [archived] = await traeger.archive();

      await expect(purge(367)).resolves.toMatchObject({ records: 3, entries: 0, calls: 0 });

      await expect(traeger.states()).resolves.toEqual(before);
      await expect(reveal(archived!.id)).resolves.toMatchObject({ record: null, reason: null });
      const rows = await scene.test.admin(
        `select octet_length(payload) as payload, message, reason from delivery_archive where connection_id = $1`,
        [traeger.connection],
      );
      expect(rows).toEqual(Array(3).fill({ payload: 0, message: null, reason: null }));
      const { tenant, actor } = traeger;
      await expect(scene.get(PutBack).run({ tenant, actor, ids: [archived!.id] })).resolves.toMatchObject({
        skipped: [{ because: 'erased' }],
      });
      await expect(purge(367)).resolves.toEqual(nothing);
    });

    it('deletes the protocol after its months, but no work that is still to be done in the Kita-Planer', async () => {
      await expect(purge(2 * 367)).resolves.toMatchObject({ entries: 3, calls: 1 });

      await expect(traeger.entries()).resolves.toEqual([]);
      await expect(traeger.calls()).resolves.toMatchObject([{ followUp: 'open' }]);
      await expect(traeger.audit(traeger.connection)).resolves.toContainEqual(
        expect.objectContaining({ action: 'kita-planer/purged' }),
      );
    });

    it('touches no other connection', async () => {
      const other = await traeger.sibling();
      await other.takeOver(aChild('D'));
      await other.exportNow();

      await purge(2 * 367);

      await expect(other.entries()).resolves.toHaveLength(1);
      await expect(other.calls()).resolves.toMatchObject([{ answer: expect.any(Buffer) }]);
    });
  });

  describe('a child', () => {
    const erase = (childNumber: string) => {
      const { tenant, actor } = traeger;
      return scene.get(EraseChild).run({ tenant, actor, childNumber });
    };

    it('leaves nothing that can be read, while lists, search and balances go on', async () => {
      await traeger.takeOver(A, B);
      await traeger.exportNow();
      scene.portal.failNext({ art: 'trennen-nach-verarbeitung' });
      await traeger.takeOver(
        aChild('A', { lines: [{ groupName: 'Seesterne' }, { line: 20_000, from: '2027-08-01' }] }),
      );
      await traeger.act('resolve', 'Maxi ist umgezogen', [(await traeger.buffer())[0]!.id]);
      await expect(found('Maxi')).resolves.toEqual(['KA']);

      const { subject, withdrawn } = await erase('BA');

      expect(withdrawn).toBe(1);
      const records = [...(await traeger.archive()), ...(await traeger.buffer())].filter(
        ({ lane }) => lane === 'KA',
      );
      expect(records.length).toBeGreaterThan(2);
      for (const { id } of records)
        await expect(reveal(id)).resolves.toMatchObject({ record: null, reason: null });
      await expect(found('Maxi')).resolves.toEqual([]);
      await expect(found('Testa')).resolves.toEqual(['KB']);
      expect((await traeger.calls()).map(({ answer }) => answer)).toEqual([null]);
      await expect(
        scene.test.admin('select from kita_planer_source where connection_id = $1', [traeger.connection]),
      ).resolves.toHaveLength(1);
      await expect(traeger.audit(subject)).resolves.toMatchObject([
        { action: 'kita-planer/child-erased', actor: { id: traeger.actor.id } },
      ]);
      await traeger.exportNow();
      expect(scene.portal.calls.all()).toHaveLength(1);
      const { tenant, connection, actor } = traeger;
      await expect(scene.get(RecheckRecords).run({ tenant, connection, actor })).resolves.toMatchObject({
        children: 1,
      });
    });

    it('is unknown afterwards, and new when the source hands it over again', async () => {
      await traeger.takeOver(A);
      await traeger.exportNow();
      const { subject } = await erase('BA');

      await expect(erase('BA')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await traeger.takeOver(aChild('A', { lines: [{ groupName: 'Seesterne' }] }));

      const [again] = await traeger.buffer();
      expect(again!.subjectId).not.toBe(subject);
      await expect(reveal(again!.id)).resolves.toMatchObject({ record: { childGivenName: 'Maxi' } });
    });

    it('that is erased between claim and call is not sent; the others of the call are', async () => {
      await traeger.takeOver(A, B);
      const context = await traeger.context();
      const call = await traeger.within((tx) => scene.get(PrepareCall).run(tx, context, { limit: 100 }));
      await erase('BA');

      const ready = await traeger.within((tx) => scene.get(ImportCall).intend(tx, call!, context));
      const ended = await scene.get(ImportCall).send(ready, context);
      await traeger.within((tx) => scene.get(SettleCall).run(tx, ended, context, { keepAnswer: false }));
      await expect(traeger.states()).resolves.toEqual({ KA: ['superseded'], KB: ['accepted'] });
      expect(scene.door.knocks).toBe(0);

      await traeger.exportNow();
      await expect(traeger.states()).resolves.toEqual({ KA: ['superseded'], KB: ['delivered'] });
    });

    it('that is erased while its call is under way keeps no other record from its result', async () => {
      const elsewhere = childElsewhere();
      await traeger.takeOver(A, elsewhere);
      const context = await traeger.context();
      const call = await traeger.within((tx) => scene.get(PrepareCall).run(tx, context, { limit: 100 }));
      const ready = await traeger.within((tx) => scene.get(ImportCall).intend(tx, call!, context));
      const ended = await scene.get(ImportCall).send(ready, context);
      await erase(elsewhere.child.number);

      await scene.get(SettleCall).keepAnswer(ended);
      await traeger.within((tx) => scene.get(SettleCall).run(tx, ended, context, { keepAnswer: false }));

      await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'], K22765: ['superseded'] });
      expect((await traeger.entries()).map(({ lane, message }) => [lane, message])).toContainEqual([
        'K22765',
        null,
      ]);
      await expect(traeger.calls()).resolves.toMatchObject([{ answer: null }]);
    });
  });
});
