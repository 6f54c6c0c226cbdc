import { aLocalContext, aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { aPersonendatensatz, aPersonenkontext } from '../../testing/wire';

describe('people of a synchronisation', () => {
  let scene: SchulconnexScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  afterAll(() => scene.stop());

  it('P13: whom the service does not know is created with their context, and linked', async () => {
    const sync = await SyncScene.of(scene);
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext()] })] });

    const ended = await sync.run();

    expect(ended).toMatchObject({ state: 'done', report: { outcome: 'succeeded' } });
    expect(ended.report?.counts).toMatchObject({ person: { created: 1 }, context: { created: 1 } });
    const id = await sync.linkedTo('person', 'S-1');
    expect(sync.writes()).toEqual(['POST /personen', `POST /personen/${id}/personenkontexte`]);
    await expect(sync.linkedTo('context', 'SK-1')).resolves.toBeDefined();
  });

  it('P01: the key we stored names them; everything the service has stays', async () => {
    const sync = await SyncScene.of(scene);
    scene.simulator.seed({
      personen: [
        aPersonendatensatz(
          { id: 'uuid1', name: { familienname: 'Müstermann', vorname: 'Adele', rufname: 'A' } },
          aPersonenkontext(),
        ),
      ],
    });
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext()] })] });

    const ended = await sync.run();

    expect(ended.report?.counts.person).toMatchObject({ updated: 1, created: 0 });
    expect(sync.writes()[0]).toBe('PUT /personen/uuid1');
    expect(sync.bodies('PUT')[0]).toMatchObject({
      referrer: 'svs:S-1',
      revision: '1',
      name: { familienname: 'Müstermann', vorname: 'Ada', rufname: 'A' },
    });
  });
});
