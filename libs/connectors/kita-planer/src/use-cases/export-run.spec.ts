import { aCareRecord } from '../testing/care-records';
import { KitaScene, type TraegerScene } from '../testing/kita-scene';

describe('exporting the buffer', () => {
  let scene: KitaScene;
  let traeger: TraegerScene;

  beforeAll(async () => {
    scene = await KitaScene.start();
  });

  afterAll(() => scene.stop());

  beforeEach(async () => {
    scene.portal.reset();
    traeger = await scene.traeger();
  });

  const child = (letter: string) =>
    aCareRecord({ child: { number: `B${letter}`, externalId: `K${letter}` } });
  const [A, B] = ['A', 'B'].map(child);

  it('Kita 1: archives what the Kita-Planer imported, with a call, a log row for each record and a finished Datenquelle', async () => {
    await traeger.takeOver(A!, B!);

    await traeger.exportNow();

    await expect(traeger.buffer()).resolves.toEqual([]);
    await expect(traeger.archive()).resolves.toMatchObject([
      { lane: 'KA', state: 'delivered', archiveReason: 'delivered' },
      { lane: 'KB', state: 'delivered', archiveReason: 'delivered' },
    ]);
    await expect(traeger.calls()).resolves.toMatchObject([
      { outcomeClass: 'BEANTWORTET', sent: 2, succeeded: 2, refused: 0, unclear: 0, followUp: null },
    ]);
    await expect(traeger.entries()).resolves.toMatchObject([
      { outcome: 'EXPORTIERT' },
      { outcome: 'EXPORTIERT' },
    ]);
  });
});
