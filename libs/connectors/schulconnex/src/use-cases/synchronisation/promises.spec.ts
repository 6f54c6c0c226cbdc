import type { Json } from '../../protocol/wire';
import { aLocalContext, aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { aPersonendatensatz, aPersonenkontext } from '../../testing/wire';

/** Paths of all leaves of a record, with their values. */
function leaves(record: unknown, path = ''): [string, unknown][] {
  if (typeof record !== 'object' || record === null) return [[path, record]];
  return Object.entries(record).flatMap(([name, value]) => leaves(value, `${path}/${name}`));
}

/** Which leaves differ between two states of a record. */
function changed(before: unknown, after: unknown): string[] {
  const [one, other] = [new Map(leaves(before)), new Map(leaves(after))];
  return [...new Set([...one.keys(), ...other.keys()])].filter((path) => one.get(path) !== other.get(path));
}

describe('what a synchronisation promises', () => {
  let scene: SchulconnexScene;
  let sync: SyncScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  beforeEach(async () => {
    sync = await SyncScene.of(scene);
  });

  afterAll(() => scene.stop());

  const stored = (id: string) => structuredClone(scene.simulator.store.any(id)?.data);

  it('C1: of a record only what was planned is changed, whatever else is in it', async () => {
    const foreign: Json = {
      stammorganisation: 'org-x',
      lokalisierung: 'de-DE',
      'urn:muster:erweiterung': { personalnummer: 'NM 1356', liste: [{ a: 1 }, { b: [2] }] },
    };
    const names = Array.from({ length: 12 }, (_, nr) => `Ada ${'abcdefghijkl'[nr]}`);
    scene.simulator.seed({
      personen: names.map((vorname, nr) =>
        aPersonendatensatz(
          {
            ...{ id: `uuid${nr}`, referrer: `svs:S-${nr}`, ...foreign },
            name: { familienname: 'Müstermann', vorname, anrede: ['Frau'], namenssuffix: ['MdB'] },
            geburt: { datum: '2014-05-01', geburtsort: 'Musterstadt', 'urn:muster:ort': nr },
          },
          aPersonenkontext({ id: `kt${nr}`, referrer: `svs:SK-${nr}`, 'urn:muster:kontext': [nr] }),
        ),
      ),
    });
    await sync.has({
      people: names.map((givenName, nr) =>
        aLocalPerson({
          key: `S-${nr}`,
          givenName,
          ...(nr % 2 === 0 && { gender: 'w' }),
          ...(nr % 3 === 0 && { title: 'Dr.' }),
          contexts: [aLocalContext({ key: `SK-${nr}`, ...(nr % 4 === 0 && { grade: '08' }) })],
        }),
      ),
    });
    const ids = names.flatMap((_, nr) => [`uuid${nr}`, `kt${nr}`]);
    const before = ids.map(stored);

    await sync.run();

    const differences = ids.map((id, index) => changed(before[index], stored(id)));
    expect(new Set(differences.flat())).toEqual(new Set(['/geschlecht', '/name/titel', '/jahrgangsstufe']));
  });

  it('C4: equal attributes make two people the same only where nobody else has them on either side', async () => {
    scene.simulator.seed({
      personen: [aPersonendatensatz({ id: 'twin1' }), aPersonendatensatz({ id: 'twin2' })],
    });
    await sync.has({ people: [aLocalPerson({ title: 'Dr.' })] });

    await sync.run();

    expect(sync.writes()).toEqual([]);
  });

  it('C5: a yes is void once the record has moved on', async () => {
    scene.simulator.seed({ personen: [aPersonendatensatz({ id: 'uuid1', geburt: {} })] });
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();
    const [question] = await sync.items({ questions: true });
    await sync.direct.answer(sync.by, sync.id, new Map([[question?.nr ?? 0, { answer: 'same' }]]));
    scene.simulator.changeByOthers('uuid1', { geschlecht: 'w' });
    await sync.direct.replan(sync.by, sync.id);

    const { report } = await sync.finish();

    expect(sync.writes()).toEqual([]);
    expect(report?.counts.person).toMatchObject({ open: 1 });
  });

  it('keeps who answered what about which state of the record', async () => {
    scene.simulator.seed({ personen: [aPersonendatensatz({ id: 'uuid1', geburt: {} })] });
    await sync.has({ people: [aLocalPerson()] });
    await sync.start();
    await sync.work();
    await sync.answer('person', 'uuid1', { answer: 'same' });

    await expect(
      scene.test.admin(
        `select key, remote_id as id, revision, answer, actor ->> 'id' as who from schulconnex_decision
         where connection_id = $1`,
        [sync.by.connection],
      ),
    ).resolves.toEqual([{ key: 'S-1', id: 'uuid1', revision: '1', answer: 'same', who: sync.by.actor.id }]);
  });

  it('stores no value of a plan in clear', async () => {
    await sync.has({ people: [aLocalPerson({ familyName: 'Kanarienvogel' })] });
    await sync.run({ dryRun: true });

    const rows = await scene.test.admin(
      `select p::text as row, encode(changes, 'escape') as sealed from schulconnex_plan_item p where connection_id = $1`,
      [sync.by.connection],
    );

    expect(rows).not.toHaveLength(0);
    expect(JSON.stringify(rows)).not.toContain('Kanarienvogel');
    expect(JSON.stringify(await sync.planned())).toContain('Kanarienvogel');
  });

  it('writes down who had what written, in the trail nobody can change', async () => {
    await sync.has({ people: [aLocalPerson()] });
    await sync.run();

    const entries = await scene.test.admin(
      `select body::json ->> 'action' as action from audit_entry where tenant_id = $1`,
      [sync.by.tenant],
    );

    expect(entries).toEqual(
      expect.arrayContaining(
        [
          'synchronisation-started',
          'synchronisation-plan-confirmed',
          'record-written',
          'synchronisation-ended',
        ].map((what) => ({ action: `schulconnex/${what}` })),
      ),
    );
  });
});
