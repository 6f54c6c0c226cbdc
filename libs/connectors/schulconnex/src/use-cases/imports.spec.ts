import { Payloads } from '@gateway/vault';
import { linksOf } from '../storage/record-links';
import { offerImports, type NewImport } from '../storage/imports';
import { aLocalPerson, aPersonendatensatz, SchulconnexScene, type School } from '../testing';
import { SyncScene } from '../testing/sync-scene';
import { Imports, type OfferedImport } from './imports';
import { ReadBack } from './read-back';

const person: NewImport = {
  ...{ kind: 'person', remoteId: 'uuid9', revision: '3' },
  content: { familyName: 'Kanarienvogel', contexts: [{ id: 'kt9', revision: '2', role: 'Lern' }] },
};

describe('what the school should take over', () => {
  let scene: SchulconnexScene;
  let school: School;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });
  beforeEach(async () => {
    school = await scene.school();
  });
  afterAll(() => scene.stop());

  const offer = (...imports: NewImport[]): Promise<void> =>
    scene.database.tenant(school.ids.tenant, (tx) =>
      offerImports(tx, scene.get(Payloads), school.ids, imports),
    );
  const offered = async (): Promise<readonly OfferedImport[]> =>
    (await scene.get(Imports).page(school.ids, { limit: 50 })).items;
  const links = async (kind: 'person' | 'context'): Promise<string | undefined> => {
    const all = await scene.database.tenant(school.ids.tenant, (tx) => linksOf(tx, school.ids, kind));
    return all.keyOf(kind === 'person' ? 'uuid9' : 'kt9');
  };

  it('is offered once, as it is now, and sealed', async () => {
    await offer(person);
    await offer({ ...person, revision: '4' });
    const rows = await scene.test.admin(
      `select from schulconnex_import where position('Kanarienvogel'::bytea in content) > 0`,
    );

    expect(await offered()).toMatchObject([
      { kind: 'person', remoteId: 'uuid9', revision: '4', key: null, content: person.content },
    ]);
    expect(rows).toEqual([]);
  });

  it('P09: belongs to the key the school took it over under, with its contexts', async () => {
    await offer(person);
    const [{ id } = { id: '' }] = await offered();
    await scene.get(Imports).acknowledge(school.ids, id, {
      key: 'S-99',
      parts: [
        { remoteId: 'kt9', key: 'SK-99' },
        { remoteId: 'never offered', key: 'SK-100' },
      ],
    });

    expect([await links('person'), await links('context')]).toEqual(['S-99', 'SK-99']);
    const { items } = await scene.get(ReadBack).links(school.ids, { limit: 50 });
    expect(items).toMatchObject([
      { kind: 'context', key: 'SK-99', remoteId: 'kt9', revision: '2', createdByUs: false },
      { kind: 'person', key: 'S-99', remoteId: 'uuid9', revision: '3', rule: 'import' },
    ]);
    expect(await offered()).toEqual([]);
    const [settled] = (await scene.get(Imports).page(school.ids, { limit: 50, state: 'acknowledged' })).items;
    expect(settled).toMatchObject({ key: 'S-99', content: null });
  });

  it('is settled once, and stays rejected with its reason', async () => {
    await offer(person);
    const [{ id } = { id: '' }] = await offered();
    await scene.get(Imports).reject(school.ids, id, 'ALUMNI_NOT_KEPT');

    expect(await links('person')).toBeUndefined();
    await expect(
      scene.get(Imports).acknowledge(school.ids, id, { key: 'S-1', parts: [] }),
    ).rejects.toMatchObject({ code: 'IMPORT_SETTLED' });
  });

  it('is nobody else’s to settle', async () => {
    await offer(person);
    const [{ id } = { id: '' }] = await offered();
    const other = await scene.school();

    await expect(scene.get(Imports).reject(other.ids, id, 'NOT_OURS')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  describe('is withdrawn by the next synchronisation', () => {
    let sync: SyncScene;
    const withdrawnBecause = async () =>
      (await scene.get(Imports).page(school.ids, { limit: 50, state: 'withdrawn' })).items.map(
        ({ remoteId, reason, content }) => ({ remoteId, reason, content }),
      );

    beforeEach(async () => {
      scene.reset();
      sync = SyncScene.withSchool(scene, school);
      await offer(person);
    });

    it('when the service has it no more', async () => {
      await sync.has({ people: [aLocalPerson()] });

      await sync.run();

      expect(await offered()).toEqual([]);
      expect(await withdrawnBecause()).toEqual([{ remoteId: 'uuid9', reason: 'VANISHED', content: null }]);
    });

    it('when the school has delivered it without a word', async () => {
      scene.simulator.seed({ personen: [aPersonendatensatz({ id: 'uuid9' })] });
      await sync.has({ people: [aLocalPerson()] });

      await sync.run();

      expect(await withdrawnBecause()).toEqual([{ remoteId: 'uuid9', reason: 'DELIVERED', content: null }]);
    });

    it('and by nothing else: not by one that only plans, and not while it is still to be taken over', async () => {
      await sync.has({ people: [aLocalPerson({ familyName: 'Andere' })] });
      await sync.run({ dryRun: true });
      scene.simulator.seed({ personen: [aPersonendatensatz({ id: 'uuid9' })] });
      await sync.run();

      expect(await offered()).toMatchObject([{ remoteId: 'uuid9' }]);
    });
  });

  it('is shown page by page', async () => {
    await offer(...['a', 'b', 'c'].map((remoteId) => ({ ...person, remoteId })));
    const imports = scene.get(Imports);
    const first = await imports.page(school.ids, { limit: 2 });
    const second = await imports.page(school.ids, { limit: 2, cursor: first.next ?? '' });

    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
  });
});
