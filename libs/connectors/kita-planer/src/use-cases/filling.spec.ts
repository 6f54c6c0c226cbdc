import type { CareRecord } from '../domain/care-record';
import { aChild, children } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import { PutBack } from './put-back';
import { RevealRecord } from './reveal-record';

const A = aChild('A');
const changedA = aChild('A', { lines: [{ groupName: 'Seesterne' }] });

describe('filling the buffer', () => {
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

  const putBack = (...ids: string[]) => {
    const { tenant, actor } = traeger;
    return scene.get(PutBack).run({ tenant, actor, ids });
  };
  const archivedIds = async () => (await traeger.archive()).map(({ id }) => id);

  describe('Kita 34: what was exported', () => {
    beforeEach(async () => {
      await traeger.takeOver(A);
      await traeger.exportNow();
    });

    it('Kita 34: is not created again by a refill that says the same', async () => {
      const [child] = await traeger.takeOver(A);

      expect(child!.records).toMatchObject([{ result: 'unchanged', id: null }]);
      await expect(traeger.buffer()).resolves.toEqual([]);
    });

    it('Kita 34: is put back into the buffer by a person and exported a second time', async () => {
      const [archived] = await archivedIds();

      const { done, skipped } = await putBack(archived!);
      await traeger.exportNow();

      expect(skipped).toEqual([]);
      await expect(traeger.states()).resolves.toEqual({ KA: ['delivered', 'delivered'] });
      expect(scene.portal.portal.logbook.all()).toHaveLength(2);
      expect(done).toEqual([{ archived, record: expect.any(String) }]);
      const { tenant, actor } = traeger;
      await expect(
        scene.get(RevealRecord).run({ tenant, actor, record: done[0]!.record }),
      ).resolves.toMatchObject({
        record: { childGivenName: 'Maxi' },
      });
      await expect(traeger.audit(done[0]!.record)).resolves.toMatchObject([
        { action: 'kita-planer/record-put-back', actor: { id: traeger.actor.id } },
        { action: 'kita-planer/record-accepted' },
        { action: 'kita-planer/record-claimed' },
        { action: 'kita-planer/record-delivered' },
        { action: 'kita-planer/record-revealed' },
      ]);
    });

    it('is not put back where a later version of it exists', async () => {
      const [archived] = await archivedIds();
      await traeger.takeOver(changedA);
      await expect(putBack(archived!)).resolves.toMatchObject({
        done: [],
        skipped: [{ because: 'replaced' }],
      });

      await traeger.exportNow();
      await expect(putBack(archived!)).resolves.toMatchObject({
        done: [],
        skipped: [{ because: 'replaced' }],
      });
    });

    it('is not put back where nobody knows it', async () => {
      await expect(putBack(traeger.tenant, 'nonsense')).resolves.toEqual({
        done: [],
        skipped: [
          { id: traeger.tenant, because: 'missing' },
          { id: 'nonsense', because: 'missing' },
        ],
      });
    });

    it('is not sent again when a change is taken back before it left', async () => {
      await traeger.takeOver(changedA);
      await traeger.takeOver(A);
      await traeger.exportNow();

      await expect(traeger.states()).resolves.toEqual({ KA: ['delivered', 'superseded'] });
      expect(scene.portal.calls.all()).toHaveLength(1);
    });
  });

  it('Kita 34: puts many back at once', async () => {
    await traeger.takeOver(...children(20));
    await traeger.exportNow();

    const { done } = await putBack(...(await archivedIds()));
    await traeger.exportNow();

    expect(done).toHaveLength(20);
    expect(scene.portal.portal.logbook.all().map(({ datensaetze }) => datensaetze.length)).toEqual([20, 20]);
  });

  it('Kita 35: every call has a number of its own, so none is ever taken for a repetition', async () => {
    scene.portal.portal.mode = { ...scene.portal.portal.mode, duplikat: 'ablehnen' };
    scene.portal.failNext({ art: 'trennen-nach-verarbeitung' });
    await traeger.takeOver(A);
    await traeger.exportNow();

    await traeger.act('resend');
    await traeger.exportNow();

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
    expect(
      scene.portal.portal.logbook.all().map(({ quelleId, fehlercode }) => [quelleId, fehlercode]),
    ).toEqual([
      ['KPD-000001', null],
      ['KPD-000002', null],
    ]);
  });

  it('Kita 46: a change while the record is on its way waits for its result and goes next', async () => {
    await traeger.takeOver(A);
    const soFar = scene.portal.calls.total;
    scene.portal.failNext({ art: 'verzoegern', ms: 2_000 });

    const running = traeger.exportNow();
    await scene.portal.calls.settled(soFar + 1);
    await traeger.takeOver(changedA);
    await expect(traeger.states()).resolves.toEqual({ KA: ['sending', 'accepted'] });
    await running;
    await traeger.exportNow();

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered', 'delivered'] });
    expect(scene.portal.portal.child('KA')!.vertraege).toMatchObject([{ VER_GRUPPE: 'Seesterne' }]);
    expect(scene.portal.calls.all()).toHaveLength(2);
  });

  it('Kita 47: a change of a child with an unclear record waits until that one is cleared, and says why', async () => {
    scene.portal.failNext({ art: 'trennen-nach-verarbeitung' });
    await traeger.takeOver(A);
    await traeger.exportNow();
    await traeger.takeOver(changedA, aChild('B'));

    await traeger.exportNow();

    await expect(traeger.states()).resolves.toEqual({ KA: ['uncertain', 'accepted'], KB: ['delivered'] });
    const [unclear, waiting] = await traeger.buffer();
    await expect(scene.get(RevealRecord).masked(traeger.tenant, waiting!.id)).resolves.toMatchObject({
      waitsFor: { record: unclear!.id, because: 'VORGAENGER_OFFEN' },
    });

    await traeger.act('confirm', 'Angekommen', [unclear!.id]);
    await traeger.exportNow();
    await expect(traeger.states()).resolves.toMatchObject({ KA: ['confirmed', 'delivered'] });
  });

  it.each<[string, CareRecord, string]>([
    ['a child without KIND_ID_EXTERN', aChild('A', { child: { externalId: '' } }), 'no-child-id'],
    ['a Kita without KITA_ID_EXTERN', aChild('A', { lines: [{ unit: 'SONNENSCHEIN' }] }), 'no-kita-id'],
    ['a line that is not marked', aChild('A', { lines: [{ transfer: false }] }), 'not-marked'],
    [
      'a Leistung that is not valid',
      aChild('A', { lines: [{ service: 'FRUEHDIENST' }] }),
      'service-not-valid',
    ],
    ['a Leistung nobody has mapped', aChild('A', { lines: [{ service: 'UNBEKANNT' }] }), 'service-not-valid'],
    ['Altenhilfe', aChild('A', { lines: [{ area: 'ALTENHILFE' }] }), 'area-not-configured'],
  ])('Kita 48: %s makes no row', async (_, care, because) => {
    const [child] = await traeger.takeOver(care);

    expect(child).toMatchObject({ records: [], skipped: [{ because }] });
    await traeger.exportNow();
    await expect(traeger.states()).resolves.toEqual({});
    expect(scene.portal.calls.all()).toEqual([]);
  });

  it.each([
    ['a Kündigung before the contract', { from: '2026-08-01', terminatedOn: '2026-07-31' }, 'KP-P05'],
    ['a 31st of February', { from: '2027-02-31' }, 'KP-P03'],
  ])(
    'Kita 49: %s is found before anything is sent, and sent when the source is right',
    async (_, line, code) => {
      await traeger.takeOver(aChild('A', { lines: [line] }));
      await traeger.exportNow();

      await expect(traeger.buffer()).resolves.toMatchObject([
        { state: 'held', heldBecause: 'check-failed', cause: code, notices: [{ code }] },
      ]);
      expect(scene.portal.calls.all()).toEqual([]);

      await traeger.takeOver(A);
      await traeger.exportNow();
      await expect(traeger.states()).resolves.toEqual({ KA: ['superseded', 'delivered'] });
    },
  );

  it('a problem that turns up later holds what waits, although the record says the same', async () => {
    await traeger.takeOver(A);
    await traeger.takeOver(aChild('A', { lines: [{}, { service: 'KITA-5' }] }));
    await traeger.exportNow();

    await expect(traeger.buffer()).resolves.toMatchObject([
      { state: 'held', cause: 'KP-P08' },
      { state: 'held', cause: 'KP-P08' },
    ]);
    expect(scene.portal.calls.all()).toEqual([]);
  });
});
