import { newId } from '@gateway/database';
import { aLocalContext, aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { aPersonendatensatz, aPersonenkontext } from '../../testing/wire';

describe('writing people of a synchronisation', () => {
  let scene: SchulconnexScene;
  let sync: SyncScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  beforeEach(async () => {
    sync = await SyncScene.of(scene);
  });

  afterAll(() => scene.stop());

  const known = (person: object = {}, ...contexts: Parameters<typeof aPersonenkontext>[0][]) =>
    scene.simulator.seed({
      personen: [
        aPersonendatensatz(
          { id: 'uuid1', referrer: 'svs:S-1', ...person },
          ...contexts.map((context) => aPersonenkontext(context)),
        ),
      ],
    });
  const storedPerson = (id: string) => scene.simulator.store.any(id)?.data;

  it('P18: an answer that got lost is looked for by the exact referrer', async () => {
    scene.simulator.seed({
      personen: [
        aPersonendatensatz({
          id: 'other',
          referrer: 'svs:S-125',
          name: { familienname: 'Andere', vorname: 'Eva' },
        }),
      ],
    });
    await sync.has({ people: [aLocalPerson({ key: 'S-12' })] });
    scene.simulator.failNext({ kind: 'lost-answer', method: 'POST', path: '^/personen' });

    await sync.run();

    expect(sync.writes()).toEqual(['POST /personen']);
    const adopted = await sync.linkedTo('person', 'S-12');
    expect(adopted).not.toBe('other');
    expect(storedPerson(adopted ?? '')).toMatchObject({ referrer: 'svs:S-12' });
  });

  it('P19: a creation whose answer got lost leaves exactly one person', async () => {
    await sync.has({ people: [aLocalPerson()] });
    scene.simulator.failNext({ kind: 'lost-answer', method: 'POST', path: '^/personen' });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ created: 1, uncertain: 0 });
    expect(scene.simulator.store.list('person')).toHaveLength(1);
  });

  it('P20: what somebody else changed meanwhile is kept, and the record written once more', async () => {
    known();
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });
    scene.simulator.failNext({
      ...{ kind: 'changed-by-others', method: 'PUT' },
      change: { name: { familienname: 'Müstermann', vorname: 'Ada', titel: 'Dr.' } },
    });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ updated: 1 });
    expect(sync.writes()).toEqual(['PUT /personen/uuid1', 'PUT /personen/uuid1']);
    expect(storedPerson('uuid1')).toMatchObject({ name: { vorname: 'Adele', titel: 'Dr.' } });
  });

  it('P21: what somebody else changed to something else is not overwritten', async () => {
    known();
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });
    scene.simulator.failNext({
      ...{ kind: 'changed-by-others', method: 'PUT' },
      change: { name: { familienname: 'Müstermann', vorname: 'Adelheid' } },
    });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ conflict: 1, updated: 0 });
    expect(storedPerson('uuid1')).toMatchObject({ name: { vorname: 'Adelheid' } });
  });

  it('P22: a second conflict ends it', async () => {
    known();
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });
    for (const geschlecht of ['m', 'w', 'd']) {
      scene.simulator.failNext({ kind: 'changed-by-others', method: 'PUT', change: { geschlecht } });
    }

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ conflict: 1 });
    expect(sync.writes()).toHaveLength(2);
  });

  it('P23: what we know nothing of is still there afterwards', async () => {
    const foreign = { 'urn:muster:schulsystemix': { personalnummer: 'NM 1356' }, stammorganisation: 'org-x' };
    known({ name: { familienname: 'Müstermann', vorname: 'Ada', rufname: 'Adi' }, ...foreign });
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });

    await sync.run();

    expect(storedPerson('uuid1')).toMatchObject({ ...foreign, name: { vorname: 'Adele', rufname: 'Adi' } });
  });

  it('P24: an empty value of the school empties nothing, unless it is marked to', async () => {
    known();
    const { birthPlace: _, ...person } = aLocalPerson({ givenName: 'Adele' });
    await sync.has({ people: [person] });
    await sync.run();
    expect(storedPerson('uuid1')).toMatchObject({ geburt: { geburtsort: 'Musterstadt' } });

    const marked = await SyncScene.of(scene, { leadership: { personEmpties: ['birthPlace'] } as never });
    known();
    await marked.has({ people: [person] });
    await marked.run();
    expect(storedPerson('uuid1')).toMatchObject({ geburt: { datum: '2014-05-01' } });
    expect(JSON.stringify(storedPerson('uuid1'))).not.toContain('Musterstadt');
  });

  it('P25: whom others released to us is not touched', async () => {
    scene.simulator.seed({
      personen: [
        aPersonendatensatz(
          { id: 'foreign', mandant: 'another', referrer: 'svs:S-1' },
          aPersonenkontext({ id: 'kt-foreign', organisation: { id: 'elsewhere' } }),
        ),
      ],
    });
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });

    await sync.run();

    expect(sync.writes().filter((line) => line.includes('foreign'))).toEqual([]);
  });

  it('P26: who was not chosen is found and left alone', async () => {
    known({ name: { familienname: 'Müstermann', vorname: 'Adele' } });
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: false });
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext()] })] });

    const { report } = await sync.run({ selection: { roles: ['Lehr'] } });

    expect(sync.writes()).toEqual([]);
    expect(report?.counts.person).toMatchObject({ 'not-selected': 1, open: 0 });
  });

  it('P27: another role is a new context first; the old one goes by a time of deletion when it is in use', async () => {
    known({}, { id: 'kt1', referrer: 'svs:SK-1', rolle: 'Lehr' });
    scene.simulator.deliver('kt1');
    await sync.isLinked('context', { key: 'SK-1', remoteId: 'kt1', createdByUs: true });
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext({ role: 'Leit' })] })] });

    const { report } = await sync.run();

    expect(sync.writes()).toEqual([
      'POST /personen/uuid1/personenkontexte',
      'DELETE /personenkontexte/kt1',
      'PUT /personenkontexte/kt1',
    ]);
    expect(storedPerson('kt1')).toHaveProperty('loeschung.zeitpunkt');
    expect(report?.counts.context).toMatchObject({ created: 1, failed: 0 });
  });

  it('P29: a new grade keeps the time of deletion and both addresses', async () => {
    const erreichbarkeiten = ['a', 'b'].map((name) => ({ typ: 'E-Mail', kennung: `${name}@schule.example` }));
    const loeschung = { zeitpunkt: '2099-07-31T22:00Z' };
    known(
      {},
      { id: 'kt1', referrer: 'svs:SK-1', rolle: 'Lern', jahrgangsstufe: '07', erreichbarkeiten, loeschung },
    );
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext({ grade: '08' })] })] });

    await sync.run();

    expect(sync.writes()).toEqual(['PUT /personenkontexte/kt1']);
    expect(storedPerson('kt1')).toMatchObject({ jahrgangsstufe: '08', erreichbarkeiten, loeschung });
  });

  it('P30: a context that fails leaves its person, and the next run brings it', async () => {
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext({ grade: '99' })] })] });

    const first = await sync.run();

    expect(first.report).toMatchObject({
      outcome: 'partly',
      counts: { person: { created: 1 }, context: { failed: 1 } },
      failures: [{ resource: 'context', key: 'SK-1', code: '400/10' }],
    });
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext({ grade: '08' })] })] });
    const second = await sync.run();
    expect(second.report?.counts).toMatchObject({ person: { unchanged: 1 }, context: { created: 1 } });
  });

  const leaving = async () => {
    known({}, { id: 'kt1', referrer: 'svs:SK-1' });
    await sync.isLinked('person', { key: 'S-1', remoteId: 'uuid1', createdByUs: true });
    await sync.has({
      people: [aLocalPerson({ key: 'S-2', givenName: 'Bleibt', birthDate: '2013-01-01' })],
    });
  };

  it('P31: a leaver whose context is in use gets a time of deletion now, and goes in a later run', async () => {
    await leaving();
    scene.simulator.deliver('kt1');
    await sync.start();
    await sync.work();
    expect(sync.writes()).toEqual([]);
    await sync.answer('person', 'uuid1', { answer: 'delete' });
    await sync.finish();
    expect(sync.writes().filter((line) => !line.startsWith('POST'))).toEqual([
      'DELETE /personenkontexte/kt1',
      'PUT /personenkontexte/kt1',
    ]);

    scene.simulator.advance(3_600);
    scene.simulator.journal.clear();
    const { report } = await sync.run();

    expect(sync.writes()).toEqual(['DELETE /personen/uuid1']);
    expect(report?.counts.person).toMatchObject({ deleted: 1 });
  });

  it('P32: a confirmed leaver goes, contexts first; an unconfirmed one stays', async () => {
    await leaving();
    await sync.run();
    expect(sync.writes().filter((line) => line.startsWith('DELETE'))).toEqual([]);

    await sync.start();
    await sync.work();
    await sync.answer('person', 'uuid1', { answer: 'delete' });
    await sync.finish();

    expect(sync.writes().filter((line) => line.startsWith('DELETE'))).toEqual([
      'DELETE /personenkontexte/kt1',
      'DELETE /personen/uuid1',
    ]);
    await expect(sync.linkedTo('person', 'S-1')).resolves.toBeUndefined();
  });

  it('P33: a service that takes one address only says so about the record, and the rest goes on', async () => {
    scene.simulator.profile = 'eine-erreichbarkeit';
    const reachabilities = ['a', 'b'].map((name) => ({ type: 'E-Mail', address: `${name}@schule.example` }));
    await sync.has({ people: [aLocalPerson({ contexts: [aLocalContext({ reachabilities })] })] });

    const { report } = await sync.run();
    scene.simulator.profile = '1.7';

    expect(report).toMatchObject({
      counts: { person: { created: 1 }, context: { failed: 1 } },
      failures: [{ code: '400/19', title: 'Erreichbarkeit kann nicht hinzugefügt werden.' }],
    });
  });

  it('P28: two contexts of one person in one role are refused by the service, were they ever sent', async () => {
    await sync.has({
      people: [aLocalPerson({ contexts: [aLocalContext(), aLocalContext({ key: 'SK-2' })] })],
    });

    const { report } = await sync.run();

    expect(report).toMatchObject({
      counts: { context: { created: 1, failed: 1 } },
      failures: [{ code: '400/03' }],
    });
  });

  it('C2: lowers a protection only after two different people agreed', async () => {
    known({ auskunftssperre: 'Ja' });
    await sync.has({ people: [aLocalPerson({ disclosureBlocked: false })] });
    await sync.start();
    await sync.work();
    await sync.answer('person', 'uuid1', { answer: 'lower-protection' });
    await sync.answer('person', 'uuid1', { answer: 'lower-protection' });
    await sync.confirm();
    expect(storedPerson('uuid1')).toMatchObject({ auskunftssperre: 'Ja' });

    await sync.start();
    await sync.work();
    const [question] = await sync.items({ questions: true });
    const other = { ...sync.by, actor: { type: 'user', id: newId() } as const };
    await sync.direct.answer(other, sync.id, new Map([[question?.nr ?? 0, { answer: 'lower-protection' }]]));
    await sync.direct.replan(sync.by, sync.id);
    await sync.finish();

    expect(storedPerson('uuid1')).toMatchObject({ auskunftssperre: 'Nein' });
  });
});
