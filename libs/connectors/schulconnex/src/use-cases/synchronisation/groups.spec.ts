import type { LocalGroup } from '../../domain/group';
import { aLocalGroup, aLocalMembership } from '../../testing/groups';
import { aLocalContext, aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { ReadSynchronisation } from './read-synchronisation';
import { aGruppendatensatz, aPersonendatensatz, aPersonenkontext } from '../../testing/wire';

type Wire = NonNullable<Parameters<typeof aGruppendatensatz>[0]>;

describe('groups of a synchronisation', () => {
  let scene: SchulconnexScene;
  let sync: SyncScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  beforeEach(async () => {
    sync = await SyncScene.of(scene);
  });

  afterAll(() => scene.stop());

  const serviceHas = (gruppe: Wire, ...memberships: Wire[]) =>
    scene.simulator.seed({
      gruppen: [aGruppendatensatz({ id: 'g1', referrer: 'svs:KL-7a', ...gruppe }, ...memberships)],
    });

  /** Two pupils both sides know, with their contexts kt1 and kt2. */
  const pupils = [1, 2].map((nr) =>
    aLocalPerson({
      key: `S-${nr}`,
      givenName: `Ada ${'AB'[nr - 1]}`,
      contexts: [aLocalContext({ key: `SK-${nr}` })],
    }),
  );
  const bothKnow = () =>
    scene.simulator.seed({
      personen: pupils.map(({ givenName }, index) =>
        aPersonendatensatz(
          {
            id: `uuid${index + 1}`,
            referrer: `svs:S-${index + 1}`,
            name: { familienname: 'Müstermann', vorname: givenName },
          },
          aPersonenkontext({ id: `kt${index + 1}`, referrer: `svs:SK-${index + 1}` }),
        ),
      ),
    });
  const schoolHas = (...groups: LocalGroup[]) => sync.has({ people: pupils, groups });
  const member = (nr: number, given = {}) =>
    aLocalMembership({ key: `KL-7a/S-${nr}`, context: `SK-${nr}`, ...given });
  const stored = (id: string) => scene.simulator.store.any(id)?.data;

  it('G01: a class with another name keeps its id', async () => {
    serviceHas({ bezeichnung: 'Klasse 6a' });
    await sync.has({ people: pupils.slice(0, 0), groups: [aLocalGroup()] });
    await schoolHas(aLocalGroup());

    const { report } = await sync.run({ selection: { groups: ['KL-7a'] } });

    expect(report?.counts.group).toMatchObject({ updated: 1 });
    expect(sync.writes()).toEqual(['PUT /gruppen/g1']);
    expect(stored('g1')).toMatchObject({ bezeichnung: 'Klasse 7a' });
  });

  it('G02: a group under a key of ours that is lost waits for an answer', async () => {
    serviceHas({ referrer: 'svs:KL-x', bezeichnung: 'Klasse x' });
    await schoolHas(aLocalGroup({ key: 'KL-8b', name: 'Klasse 8b' }));

    const { report } = await sync.run({ selection: { groups: [] } });

    expect(sync.writes()).toEqual([]);
    expect(report?.counts.group).toMatchObject({ open: 1 });
  });

  it('G03: another system’s course is neither written nor deleted; a setting suggests it, somebody confirms it', async () => {
    serviceHas({});
    scene.simulator.seed({
      gruppen: [
        aGruppendatensatz({
          ...{ id: 'g2', referrer: 'untis:1', typ: 'Kurs', bezeichnung: 'Mathe' },
          referenzgruppen: [{ grupid: 'g1' }],
        }),
      ],
    });
    sync = SyncScene.withSchool(scene, await scene.school({ suggestLessonsOfKnownGroups: true }));
    await schoolHas(aLocalGroup());
    await sync.start({ selection: { groups: ['KL-7a'] } });
    await sync.finish();

    expect(sync.writes()).toEqual([]);
    await expect(sync.planned({ operation: 'import' })).resolves.toMatchObject([
      { case: 3, because: 'lesson of known groups', standing: 'open' },
    ]);
  });

  it('G04: a new group is created, then each of its members', async () => {
    bothKnow();
    await schoolHas(aLocalGroup({ memberships: [member(1), member(2)] }));

    const { report } = await sync.run();

    expect(report?.counts).toMatchObject({ group: { created: 1 }, membership: { created: 2 } });
    const id = await sync.linkedTo('group', 'KL-7a');
    expect(sync.writes()).toEqual([
      'POST /gruppen',
      ...[1, 2].map(() => `POST /gruppen/${id}/gruppenzugehoerigkeiten`),
    ]);
  });

  it('G05: a class of the same name made by hand holds the creation until somebody says what it is', async () => {
    serviceHas({ referrer: undefined });
    await schoolHas(aLocalGroup());
    await sync.start({ selection: { groups: ['KL-7a'] } });
    await sync.finish();
    expect(sync.writes()).toEqual([]);

    await sync.start({ selection: { groups: ['KL-7a'] } });
    await sync.work();
    await sync.answer('group', 'KL-7a', { answer: 'same' });
    await sync.finish();

    expect(sync.writes()).toEqual(['PUT /gruppen/g1']);
    expect(stored('g1')).toMatchObject({ referrer: 'svs:KL-7a' });
  });

  it('G06: a new pupil of a class is one request', async () => {
    bothKnow();
    serviceHas({}, { id: 'z1', referrer: 'svs:KL-7a/S-1', ktid: 'kt1', rollen: ['Lern'] });
    await schoolHas(aLocalGroup({ memberships: [member(1), member(2)] }));

    await sync.run();

    expect(sync.writes()).toEqual(['POST /gruppen/g1/gruppenzugehoerigkeiten']);
    expect(sync.bodies('POST')).toMatchObject([{ ktid: 'kt2', rollen: ['Lern'] }]);
  });

  it('G07: who left goes after who came has been added', async () => {
    bothKnow();
    serviceHas({}, { id: 'z1', referrer: 'svs:KL-7a/S-1', ktid: 'kt1', rollen: ['Lern'] });
    await schoolHas(aLocalGroup({ memberships: [member(2)] }));

    await sync.run();

    expect(sync.writes()).toEqual([
      'POST /gruppen/g1/gruppenzugehoerigkeiten',
      'DELETE /gruppenzugehoerigkeiten/z1',
    ]);
  });

  it('G08: another system’s membership stays', async () => {
    bothKnow();
    serviceHas({}, { id: 'z1', referrer: 'untis:4', ktid: 'kt1', rollen: ['Lern'] });
    await schoolHas(aLocalGroup());

    await sync.run();

    expect(sync.writes()).toEqual([]);
  });

  it('G09: without a context there is no membership, and the others are made', async () => {
    const [first, second] = pupils;
    if (!first || !second) throw new Error('no pupils');
    const broken = { ...second, contexts: [aLocalContext({ key: 'SK-2', grade: '99' })] };
    await sync.has({
      people: [first, broken],
      groups: [aLocalGroup({ memberships: [member(1), member(2)] })],
    });

    const { report } = await sync.run();

    expect(report?.counts).toMatchObject({
      context: { created: 1, failed: 1 },
      membership: { created: 1, skipped: 1 },
    });
  });

  it('G10: another role of a member is a whole record, canonical', async () => {
    bothKnow();
    serviceHas({}, { id: 'z1', referrer: 'svs:KL-7a/S-1', ktid: 'kt1', rollen: ['Lern'], von: '2026-08-01' });
    await schoolHas(aLocalGroup({ memberships: [member(1, { roles: ['Lern', 'GLeit'] })] }));

    await sync.run();

    expect(sync.bodies('PUT')).toEqual([
      { referrer: 'svs:KL-7a/S-1', ktid: 'kt1', rollen: ['Lern', 'GLeit'], von: '2026-08-01', revision: '1' },
    ]);
  });

  const endsAfter = async (...memberships: Wire[]) => {
    bothKnow();
    serviceHas({}, ...memberships);
    await sync.isLinked('group', { key: 'KL-7a', remoteId: 'g1', createdByUs: true });
    await schoolHas(aLocalGroup({ key: 'KL-8b', name: 'Klasse 8b' }));
    await sync.start({ selection: { groups: [] } });
    let now = await sync.work();
    if (now.state === 'deciding-people') now = await sync.confirm();
    return now;
  };

  it('G11: an ended group of ours goes with all its members, in one request', async () => {
    await endsAfter({ id: 'z1', referrer: 'svs:KL-7a/S-1', ktid: 'kt1', rollen: ['Lern'] });

    await sync.answer('group', 'g1', { answer: 'end' });
    const { report } = await sync.finish();

    expect(sync.writes()).toEqual(['DELETE /gruppen/g1']);
    expect(report?.counts.group).toMatchObject({ deleted: 1 });
  });

  it('G12: a foreign member keeps a group', async () => {
    await endsAfter({ id: 'z1', referrer: 'untis:9', ktid: 'kt1', rollen: ['Lern'] });

    await sync.answer('group', 'g1', { answer: 'end' });
    await sync.finish();

    expect(sync.writes()).toEqual([]);
    await expect(sync.planned({ part: 'groups', operation: 'delete' })).resolves.toMatchObject([
      { standing: 'blocked', obstacles: ['FOREIGN_MEMBERSHIP'] },
    ]);
  });

  it('G13: a foreign course that refers to it keeps a group', async () => {
    scene.simulator.seed({
      gruppen: [
        aGruppendatensatz({
          ...{ id: 'g2', referrer: 'untis:1', typ: 'Kurs', bezeichnung: 'Mathe' },
          referenzgruppen: [{ grupid: 'g1' }],
        }),
      ],
    });
    await endsAfter();

    await sync.answer('group', 'g1', { answer: 'end' });
    await sync.finish();

    expect(sync.writes()).toEqual([]);
  });

  it('G14: a group that ends in 30 days gets an end now', async () => {
    await endsAfter();

    await sync.answer('group', 'g1', { answer: 'end', endsOn: '2099-07-31', deleteAfterDays: 30 });
    await sync.finish();

    expect(sync.writes()).toEqual(['PUT /gruppen/g1']);
    expect(stored('g1')).toMatchObject({ laufzeit: { bis: '2099-07-31' } });
  });

  it('G15: after a change of the school year a class goes on under its id, once somebody said so', async () => {
    serviceHas({ jahrgangsstufen: ['07'] });
    await schoolHas(aLocalGroup({ name: 'Klasse 8a', grades: ['08'] }));
    await sync.start({ schoolYear: true, selection: { groups: ['KL-7a'] } });
    let now = await sync.work();
    if (now.state === 'deciding-people') now = await sync.confirm();
    expect(sync.writes()).toEqual([]);
    expect(now.state).toBe('deciding-groups');

    await sync.answer('group', 'KL-7a', { answer: 'continue' });
    await sync.finish();

    expect(sync.writes()).toEqual(['PUT /gruppen/g1']);
    expect(stored('g1')).toMatchObject({ bezeichnung: 'Klasse 8a', jahrgangsstufen: ['08'] });
  });

  it('G16: a course with another teacher ends, and another takes its place', async () => {
    bothKnow();
    scene.simulator.seed({
      gruppen: [
        aGruppendatensatz(
          { id: 'g2', referrer: 'svs:KU-1', typ: 'Kurs', bezeichnung: 'Deutsch 8' },
          { id: 'z2', referrer: 'svs:KU-1/S-1', ktid: 'kt1', rollen: ['Lehr'] },
        ),
      ],
    });
    await schoolHas(
      aLocalGroup({
        ...{ key: 'KU-1', type: 'Kurs', name: 'Deutsch 9', grades: ['09'] },
        memberships: [aLocalMembership({ key: 'KU-1/S-2', context: 'SK-2', roles: ['Lehr'] })],
      }),
    );
    await sync.start({ schoolYear: true });
    const { state } = await sync.work();
    if (state === 'deciding-people') await sync.confirm();
    const [question] = await sync.planned({ questions: true });
    expect(question?.because).toBe('continues? end: teacher changed');

    await sync.answer('group', 'KU-1', { answer: 'end' });
    await sync.finish();

    expect(sync.writes().slice(0, 2)).toEqual(['DELETE /gruppen/g2', 'POST /gruppen']);
    await expect(sync.linkedTo('group', 'KU-1')).resolves.not.toBe('g2');
  });

  it('takes what is proposed for every group at once, but for the one somebody has decided about', async () => {
    scene.simulator.seed({
      gruppen: ['7a', '7b', '7c'].map((name) =>
        aGruppendatensatz({ id: `g${name}`, referrer: `svs:KL-${name}`, bezeichnung: `Klasse ${name}` }),
      ),
    });
    const next = ['8a', '8b', '8c'].map((name, at) =>
      aLocalGroup({ key: `KL-7${'abc'[at]}`, name: `Klasse ${name}`, grades: ['08'] }),
    );
    await schoolHas(...next);
    await sync.start({ schoolYear: true, selection: { groups: next.map(({ key }) => key) } });
    const { state } = await sync.work();
    if (state === 'deciding-people') await sync.confirm();
    const { plan } = await sync.now();
    const read = () => scene.get(ReadSynchronisation).proposals(sync.by, sync.id);
    expect(await read()).toEqual({ continue: 3, end: 0 });
    const ended = (await sync.items({ questions: true })).find(({ item }) => item.key === 'KL-7b');
    await sync.direct.answer(sync.by, sync.id, new Map([[ended?.nr ?? 0, { answer: 'end' }]]));

    await expect(sync.direct.acceptProposals(sync.by, sync.id, plan + 1)).rejects.toMatchObject({
      code: 'PLAN_OUTDATED',
    });
    await expect(sync.direct.acceptProposals(sync.by, sync.id, plan)).resolves.toBe(2);
    await sync.direct.replan(sync.by, sync.id);
    await sync.finish();

    expect(['g7a', 'g7c'].map((id) => stored(id)?.bezeichnung)).toEqual(['Klasse 8a', 'Klasse 8c']);
    expect(sync.writes()).toContain('DELETE /gruppen/g7b');
  });

  it('G17: two ends of a term are refused by the service, were they ever sent', async () => {
    await schoolHas(aLocalGroup({ term: { from: '2026-08-01', until: '2027-07-31', untilPeriod: '2026' } }));

    const { report } = await sync.run({ selection: { groups: ['KL-7a'] } });

    expect(report?.failures).toMatchObject([{ resource: 'group', code: '400/16' }]);
  });

  it('G18: a circle of references is one failed record, and the rest goes on', async () => {
    await schoolHas(
      aLocalGroup({ key: 'A', name: 'A', references: [{ group: 'B' }] }),
      aLocalGroup({ key: 'B', name: 'B', references: [{ group: 'A' }] }),
    );

    const { report } = await sync.run({ selection: { groups: ['A', 'B'] } });

    expect(report?.failures).toMatchObject([{ resource: 'group', code: '400/14' }]);
    expect(report?.counts.group).toMatchObject({ created: 2, failed: 1, updated: 1 });
  });

  it('G19: new groups refer to each other once both exist', async () => {
    await schoolHas(
      aLocalGroup({ key: 'KU-1', type: 'Kurs', name: 'Kurs', references: [{ group: 'KL-7a' }] }),
      aLocalGroup(),
    );

    await sync.run({ selection: { groups: ['KU-1', 'KL-7a'] } });

    const [course, schoolClass] = [
      await sync.linkedTo('group', 'KU-1'),
      await sync.linkedTo('group', 'KL-7a'),
    ];
    expect(sync.writes()).toEqual(['POST /gruppen', 'POST /gruppen', `PUT /gruppen/${course}`]);
    expect(stored(course ?? '')).toMatchObject({ referenzgruppen: [{ grupid: schoolClass }] });
  });

  it('G20: an export without groups deletes none and stops', async () => {
    serviceHas({});
    await sync.isLinked('group', { key: 'KL-7a', remoteId: 'g1', createdByUs: true });
    await schoolHas();

    const ended = await sync.run({ selection: { groups: [] } });

    expect(ended).toMatchObject({ state: 'failed', code: 'SOURCE_EMPTY' });
    expect(sync.writes()).toEqual([]);
  });

  it('G21: nothing of a mass deletion happens before it is confirmed a second time', async () => {
    scene.simulator.seed({
      gruppen: Array.from({ length: 20 }, (_, nr) =>
        aGruppendatensatz({ id: `g${nr}`, referrer: `svs:KL-${nr}`, bezeichnung: `Klasse ${nr}` }),
      ),
    });
    await schoolHas(aLocalGroup({ key: 'KL-0', name: 'Klasse 0' }));
    await sync.start({ selection: { groups: [] } });
    await sync.work();
    const questions = await sync.items({ questions: true });
    const ends = questions.slice(0, 8).map(({ nr }) => [nr, { answer: 'end' }] as const);
    await sync.direct.answer(sync.by, sync.id, new Map(ends));
    await sync.direct.replan(sync.by, sync.id);
    const { plan, warnings } = await sync.work();

    expect(warnings).toMatchObject([{ code: 'MASS_DELETION', count: 8, of: 20 }]);
    await expect(sync.direct.confirm(sync.by, sync.id, plan)).rejects.toMatchObject({
      code: 'AMOUNTS_UNCONFIRMED',
    });
    expect(sync.writes()).toEqual([]);
    await sync.direct.confirmAmounts(sync.by, sync.id, plan);
    await sync.confirm();
    expect(sync.writes()).toHaveLength(8);
  });

  it('G22: a deletion that meets another revision is looked at again, and tried once more', async () => {
    await endsAfter();
    await sync.answer('group', 'g1', { answer: 'end' });
    scene.simulator.failNext({ kind: 'changed-by-others', method: 'DELETE', change: { thema: 'neu' } });

    const { report } = await sync.finish();

    expect(sync.writes()).toEqual(['DELETE /gruppen/g1', 'DELETE /gruppen/g1']);
    expect(report?.counts.group).toMatchObject({ deleted: 1 });
  });

  it('G23: a membership found by group and member gets our key instead of a twin', async () => {
    bothKnow();
    serviceHas({}, { id: 'z1', ktid: 'kt1', rollen: ['Lern'] });
    await schoolHas(aLocalGroup({ memberships: [member(1)] }));

    await sync.run();

    expect(sync.writes()).toEqual(['PUT /gruppenzugehoerigkeiten/z1']);
    expect(stored('z1')).toMatchObject({ referrer: 'svs:KL-7a/S-1' });
  });
});
