import { Runs } from '@gateway/connector';
import { newId } from '@gateway/database';
import { aChild, childElsewhere } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import { EXPORT } from './take-run';

const A = aChild('A');
const refused = childElsewhere();

describe('Echtzeitübertragung', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });
  afterAll(() => scene.stop());
  beforeEach(async () => {
    await scene.reset();
    traeger = await scene.traeger({ realTime: true });
  });

  it('Kita 36: a change is exported at once', async () => {
    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'EXPORTIERT', refusals: [] });

    await expect(traeger.states()).resolves.toEqual({ KA: ['delivered'] });
    await expect(traeger.calls()).resolves.toMatchObject([
      { trigger: 'ECHTZEIT', outcomeClass: 'BEANTWORTET' },
    ]);
  });

  it('Kita 36: the same event under the same key tells how the first one fared, and sends nothing', async () => {
    const key = newId();
    await traeger.receive(A, key);

    await expect(traeger.receive(A, key)).resolves.toMatchObject({ result: 'EXPORTIERT' });
    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'UNVERAENDERT' });
    expect(scene.portal.calls.all()).toHaveLength(1);
  });

  it('Kita 37: what the Kita-Planer refuses goes back to the source with its words; no row stays, the log does', async () => {
    const key = newId();

    await expect(traeger.receive(refused, key)).resolves.toMatchObject({
      result: 'ABGELEHNT',
      refusals: [
        { code: 'KP-204', message: 'Das Kind ist unbekannt oder gehört zu einer anderen Einrichtung.' },
      ],
    });

    await expect(traeger.buffer()).resolves.toEqual([]);
    await expect(traeger.entries()).resolves.toMatchObject([
      { outcome: 'FEHLER_IN_KITA_PLANER', code: 'KP-204' },
    ]);
    await expect(traeger.receive(refused, key)).resolves.toMatchObject({
      result: 'ABGELEHNT',
      because: 'KP-204',
    });
  });

  it('Kita 37: the same content is sent again when the source says it again, and imported once the Kita-Planer has been corrected', async () => {
    scene.portal.portal.mode = { ...scene.portal.portal.mode, unbekannteKinder: 'ablehnen' };
    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'ABGELEHNT' });
    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'ABGELEHNT' });
    scene.portal.portal.mode = { ...scene.portal.portal.mode, unbekannteKinder: 'anlegen' };

    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'EXPORTIERT' });
    expect(scene.portal.calls.all()).toHaveLength(3);
    await expect(traeger.states()).resolves.toEqual({ KA: ['superseded', 'superseded', 'delivered'] });
  });

  it('Kita 38: while the Kita-Planer is down changes wait; after three vain attempts it is left alone for a minute; the next run exports them', async () => {
    await scene.door.close();

    const results: string[] = [];
    for (const letter of ['A', 'B', 'C', 'D', 'E']) {
      const { result, because } = await traeger.receive(aChild(letter));
      results.push(`${result} ${because!}`);
    }

    const inVain = 'IM_PUFFER CONNECT_REFUSED';
    const sparing = 'IM_PUFFER CIRCUIT_OPEN';
    expect(results).toEqual([inVain, inVain, inVain, sparing, sparing]);
    expect((await traeger.buffer()).map(({ state }) => state)).toEqual(Array(5).fill('accepted'));

    await scene.door.open();
    scene.door.knocks = 0;
    await expect(traeger.receive(aChild('F'))).resolves.toMatchObject({
      result: 'IM_PUFFER',
      because: 'CIRCUIT_OPEN',
    });
    expect(scene.door.knocks).toBe(0);
    await traeger.exportNow();
    await expect(traeger.buffer()).resolves.toEqual([]);
    expect(scene.portal.calls.all()).toHaveLength(1);
  });

  it('Kita 39: while a run is at it changes wait for it, and no second call is made', async () => {
    const { tenant, connection, actor } = traeger;
    await traeger.within((tx) =>
      scene
        .get(Runs)
        .start(tx, { tenant, connection, actor, kind: EXPORT, trigger: 'person', leaseSeconds: 60 }),
    );

    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'IM_PUFFER', because: 'LAUF_AKTIV' });

    expect(scene.portal.calls.all()).toEqual([]);
    await expect(traeger.states()).resolves.toEqual({ KA: ['accepted'] });
  });

  it('leaves what nobody answers for unclear, and says so', async () => {
    scene.portal.failNext({ art: 'trennen-nach-verarbeitung' });

    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'UNGEKLAERT' });
    await expect(traeger.receive(aChild('A', { lines: [{ groupName: 'Neu' }] }))).resolves.toMatchObject({
      result: 'IM_PUFFER',
      because: 'VORGAENGER_OFFEN',
    });

    expect(scene.portal.calls.all()).toHaveLength(1);
  });

  it('sends nothing while the connection is switched off', async () => {
    const { tenant, connection } = traeger;
    await scene.test.admin('update connection set active = false where tenant_id = $1 and id = $2', [
      tenant,
      connection,
    ]);

    await expect(traeger.receive(A)).resolves.toMatchObject({ result: 'IM_PUFFER' });
    expect(scene.portal.calls.all()).toEqual([]);
  });
});
