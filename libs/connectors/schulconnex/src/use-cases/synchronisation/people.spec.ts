import { aLocalContext, aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { aPersonendatensatz } from '../../testing/wire';

describe('people of a synchronisation', () => {
  let scene: SchulconnexScene;
  let sync: SyncScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  beforeEach(async () => {
    sync = await SyncScene.of(scene);
  });

  afterAll(() => scene.stop());

  const serviceHas = (...personen: ReturnType<typeof aPersonendatensatz>[]) =>
    scene.simulator.seed({ personen });
  const withoutBirth = { id: 'uuid1', geburt: {} };
  const offered = async () =>
    scene.test.admin(
      `select kind, remote_id as "remoteId", state from schulconnex_import where connection_id = $1`,
      [sync.by.connection],
    );

  it('P01: the key we stored names them; everything the service has stays, and the link knows the new revision', async () => {
    serviceHas(
      aPersonendatensatz({
        id: 'uuid1',
        name: { familienname: 'Müstermann', vorname: 'Adele', rufname: 'A' },
      }),
    );
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({ people: [aLocalPerson()] });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ updated: 1, created: 0 });
    expect(sync.writes()).toEqual(['PUT /personen/uuid1']);
    expect(sync.bodies('PUT')).toMatchObject([
      {
        referrer: 'svs:S-1',
        revision: '1',
        name: { familienname: 'Müstermann', vorname: 'Ada', rufname: 'A' },
      },
    ]);
    await expect(
      scene.test.admin(`select revision from schulconnex_link where connection_id = $1`, [
        sync.by.connection,
      ]),
    ).resolves.toEqual([{ revision: '2' }]);
  });

  it('P02: a referrer of ours names them; nothing is sent where nothing differs, and they are linked', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid1', referrer: 'svs:S-1' }));
    await sync.has({ people: [aLocalPerson()] });

    await sync.run();

    expect(sync.writes()).toEqual([]);
    await expect(sync.linkedTo('person', 'S-1')).resolves.toBe('uuid1');
  });

  it('P03: who is the same on both sides is not written', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid1', referrer: 'svs:S-1' }));
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({ people: [aLocalPerson()] });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ unchanged: 1, updated: 0 });
    expect(sync.writes()).toEqual([]);
  });

  it('P04: four equal attributes, however they are written, make them the same without a question', async () => {
    serviceHas(
      aPersonendatensatz({
        id: 'uuid1',
        name: { familienname: 'MU\u0308STERMANN', vorname: 'ada' },
        geburt: { datum: '2014-05-01', geburtsort: 'Musterstadt, Deutschland' },
      }),
    );
    await sync.has({ people: [aLocalPerson()] });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ updated: 1, created: 0 });
    expect(sync.bodies('PUT')).toMatchObject([{ referrer: 'svs:S-1' }]);
  });

  it('P05: who is only alike is written after somebody said yes', async () => {
    serviceHas(aPersonendatensatz(withoutBirth));
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();
    expect(sync.writes()).toEqual([]);

    await sync.answer('person', 'uuid1', { answer: 'same' });
    const { report } = await sync.finish();

    expect(report?.counts.person).toMatchObject({ updated: 1, created: 0 });
    expect(sync.writes()).toEqual(['PUT /personen/uuid1']);
  });

  it('P06: after a no they are two people, nobody is deleted, and nobody is asked again', async () => {
    serviceHas(aPersonendatensatz(withoutBirth));
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();
    await sync.answer('person', 'uuid1', { answer: 'new' });

    const { report } = await sync.finish();

    expect(sync.writes()).toEqual(['POST /personen']);
    expect(report?.counts.person).toMatchObject({ created: 1, open: 1 });
    await sync.start();
    await sync.work();
    await expect(sync.planned({ questions: true })).resolves.toMatchObject([{ case: 5, remoteId: 'uuid1' }]);
  });

  it('P07: an open question is neither a creation nor an update', async () => {
    serviceHas(aPersonendatensatz(withoutBirth));
    await sync.has({ people: [aLocalPerson()] });

    const { report } = await sync.run();

    expect(sync.writes()).toEqual([]);
    expect(report?.counts.person).toMatchObject({ open: 1, created: 0, updated: 0 });
  });

  it('P08: another date of birth makes another person', async () => {
    serviceHas(
      aPersonendatensatz({ id: 'uuid1', geburt: { datum: '2013-01-01', geburtsort: 'Musterstadt' } }),
    );
    await sync.has({ people: [aLocalPerson()] });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ created: 1, open: 1 });
  });

  it('P09: somebody under a key of ours that is lost is offered for import after a yes, and not created again', async () => {
    serviceHas(
      aPersonendatensatz({
        id: 'uuid9',
        referrer: 'svs:S-99',
        name: { familienname: 'Andere', vorname: 'Eva' },
      }),
    );
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();
    await expect(sync.planned({ questions: true })).resolves.toMatchObject([{ case: 4 }]);
    await expect(offered()).resolves.toEqual([]);

    await sync.answer('person', 'uuid9', { answer: 'import' });
    const { report } = await sync.finish();

    expect(report?.counts.person).toMatchObject({ imported: 1, created: 1 });
    await expect(offered()).resolves.toEqual([{ kind: 'person', remoteId: 'uuid9', state: 'offered' }]);
  });

  it('P10: a lost key beside four equal attributes is asked about, and never a second person', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid9', referrer: 'svs:S-99' }));
    await sync.has({ people: [aLocalPerson({ key: 'S-100' })] });
    await sync.start();
    await sync.work();
    await expect(sync.planned({ questions: true })).resolves.toMatchObject([
      { case: 2, because: 'lost key' },
    ]);

    await sync.answer('person', 'uuid9', { answer: 'same' });
    await sync.finish();

    expect(sync.writes()).toEqual(['PUT /personen/uuid9']);
    expect(sync.bodies('PUT')).toMatchObject([{ referrer: 'svs:S-100' }]);
  });

  it('P11: an import that lacks what a person needs is refused', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid5', name: { familienname: 'Unbekannt', vorname: ' ' } }));
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();

    await sync.answer('person', 'uuid5', { answer: 'import' });
    await sync.finish();

    await expect(offered()).resolves.toEqual([]);
    await expect(sync.planned({ operation: 'import' })).resolves.toMatchObject([
      { standing: 'blocked', obstacles: ['ATTRIBUTES_INSUFFICIENT'] },
    ]);
  });

  it('P12: another system’s referrer is unknown to us, and never overwritten', async () => {
    serviceHas(
      aPersonendatensatz({
        id: 'uuid7',
        referrer: 'untis:7',
        name: { familienname: 'Andere', vorname: 'Eva' },
      }),
      aPersonendatensatz({ id: 'uuid1', referrer: 'untis:1', titel: '' }),
    );
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });

    await sync.run();

    await expect(sync.planned({ operation: 'import' })).resolves.toMatchObject([
      { case: 5, remoteId: 'uuid7' },
    ]);
    expect(sync.bodies('PUT')).toMatchObject([{ referrer: 'untis:1', name: { vorname: 'Adele' } }]);
  });

  it('P13: whom the service does not know is created with their context, and linked', async () => {
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext()] })] });

    const ended = await sync.run();

    expect(ended).toMatchObject({ state: 'done', report: { outcome: 'succeeded' } });
    expect(ended.report?.counts).toMatchObject({ person: { created: 1 }, context: { created: 1 } });
    const id = await sync.linkedTo('person', 'S-1');
    expect(sync.writes()).toEqual(['POST /personen', `POST /personen/${id}/personenkontexte`]);
    await expect(sync.linkedTo('context', 'SK-1')).resolves.toBeDefined();
  });

  it('P14: two of the service’s people who are both like one of ours are a question with two answers', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid1' }), aPersonendatensatz({ id: 'uuid2' }));
    await sync.has({ people: [aLocalPerson()] });

    await sync.run();

    expect(sync.writes()).toEqual([]);
    await expect(sync.planned({ questions: true })).resolves.toMatchObject([
      { case: 3, candidates: ['S-1'] },
      { case: 3, candidates: ['S-1'] },
    ]);
  });

  it('P15: twins in our own data are a question', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid1' }));
    await sync.has({ people: [aLocalPerson({ key: 'S-1' }), aLocalPerson({ key: 'S-2' })] });

    await sync.run();

    expect(sync.writes()).toEqual([]);
    await expect(sync.planned({ questions: true })).resolves.toMatchObject([
      { case: 3, candidates: ['S-1', 'S-2'] },
    ]);
  });

  it('P16: keys that contradict each other wait for somebody who says which is right', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid1', referrer: 'svs:S-2' }));
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({
      people: [aLocalPerson({ givenName: 'Adele' }), aLocalPerson({ key: 'S-2', givenName: 'Berta' })],
    });
    await sync.start();
    await sync.work();
    expect((await sync.planned({ standings: ['conflict'] })).map(({ candidates }) => candidates)).toEqual([
      ['S-1', 'S-2'],
    ]);

    await sync.answer('person', 'uuid1', { answer: 'same', candidate: 'S-1' });
    await sync.finish();

    expect(sync.writes()).toContain('PUT /personen/uuid1');
    expect(sync.bodies('PUT')).toMatchObject([{ referrer: 'svs:S-1', name: { vorname: 'Adele' } }]);
  });

  it('P17: one of ours whom two records claim is written to neither', async () => {
    serviceHas(aPersonendatensatz({ id: 'uuid1' }), aPersonendatensatz({ id: 'uuid2', referrer: 'svs:S-1' }));
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });

    const { report } = await sync.run();

    expect(sync.writes()).toEqual([]);
    expect(report?.counts.person).toMatchObject({ conflict: 2 });
  });
});
