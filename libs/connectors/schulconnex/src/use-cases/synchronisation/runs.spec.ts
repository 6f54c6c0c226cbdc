import { aLocalContext, aLocalPerson } from '../../testing/people';
import { SchulconnexScene } from '../../testing/schulconnex-scene';
import { SyncScene } from '../../testing/sync-scene';
import { aLocalGroup, aLocalMembership } from '../../testing/groups';
import { aPersonendatensatz } from '../../testing/wire';

/** So many different people, S-1, S-2, …, each with a context. */
const people = (amount: number) =>
  Array.from({ length: amount }, (_, index) =>
    aLocalPerson({
      key: `S-${index + 1}`,
      givenName: `Ada ${String.fromCharCode(65 + index)}`,
      contexts: [aLocalContext({ key: `SK-${index + 1}` })],
    }),
  );

const withoutContexts = (amount: number) => people(amount).map(({ contexts: _, ...person }) => person);

describe('a run of a synchronisation', () => {
  let scene: SchulconnexScene;
  let sync: SyncScene;

  beforeAll(async () => {
    scene = await SchulconnexScene.start();
  });

  beforeEach(async () => {
    sync = await SyncScene.of(scene);
    scene.simulator.profile = '1.7';
  });

  afterAll(() => scene.stop());

  const persons = () => scene.simulator.store.list('person').length;
  const requests = () => scene.simulator.journal.lines().filter((line) => !line.includes('/token'));

  it('R01: a refused password ends it before any request to the interface, and shows nothing of it', async () => {
    const [client] = scene.simulator.clients;
    const school = await scene.school({ username: 'somebody-else' });
    const other = SyncScene.withSchool(scene, school);
    await other.has({ people: people(1) });

    const ended = await other.run();

    expect(ended).toMatchObject({ state: 'failed', code: 'SCHULCONNEX_LOGIN_REFUSED' });
    expect(requests()).toEqual([]);
    expect(JSON.stringify(ended)).not.toContain(client?.password);
  });

  it('R02: a token that expires in the middle is renewed once', async () => {
    await sync.has({ people: withoutContexts(3) });
    scene.simulator.failNext({ kind: 'expired-token', method: 'POST', path: '^/personen' });

    const { report } = await sync.run();

    expect(report?.counts.person).toMatchObject({ created: 3, failed: 0 });
    expect(persons()).toBe(3);
  });

  it('R04: a second run with nothing changed only reads lists', async () => {
    await sync.has({
      people: people(3),
      groups: [
        aLocalGroup({ memberships: [aLocalMembership({ key: 'KL-7a/S-1', context: 'SK-1' })] }),
        aLocalGroup({ key: 'KL-8a', name: 'Klasse 8a' }),
      ],
    });
    await sync.run();
    scene.simulator.journal.clear();

    const { report } = await sync.run();

    expect(new Set(requests())).toEqual(
      new Set(['GET /organisation-info', 'GET /personen?sichtfreigabe=nein', 'GET /gruppen']),
    );
    expect(report?.counts.person).toMatchObject({ unchanged: 3, updated: 0 });
  });

  it('R05: a list that cannot be read ends it before the first write', async () => {
    await sync.has({ people: people(2) });
    scene.simulator.failNext({ kind: 'status', status: 500, path: '^/personen', times: 10 });

    await expect(sync.run()).resolves.toMatchObject({ state: 'failed', code: 'SCHULCONNEX_UNAVAILABLE' });
    expect(sync.writes()).toEqual([]);
  });

  it('R06: a service that lets us read only turns it into a report of what was planned', async () => {
    scene.simulator.profile = 'nur-lesen';
    await sync.has({ people: withoutContexts(10), groups: [aLocalGroup()] });

    const ended = await sync.run();

    expect(ended).toMatchObject({ state: 'done', facts: { readOnly: true } });
    expect(ended.report?.counts).toMatchObject({ person: { skipped: 10 }, group: { skipped: 1 } });
    expect(sync.writes().length).toBeLessThanOrEqual(4);
    expect(persons()).toBe(0);
  });

  it('R07: without groups the people’s part is done, and the groups’ is not available', async () => {
    scene.simulator.profile = 'ohne-gruppen';
    await sync.has({ people: people(1), groups: [aLocalGroup()] });

    const ended = await sync.run();

    expect(ended).toMatchObject({ state: 'done', facts: { groupsNotOffered: true } });
    expect(ended.report?.counts.person).toMatchObject({ created: 1 });
  });

  it('R08: one creation of ten that keeps being answered with a page of HTML fails, and nine are made', async () => {
    const one = await SyncScene.of(scene, { parallelWrites: 1 });
    await one.has({ people: withoutContexts(10) });
    scene.simulator.failNext({
      ...{ kind: 'status', status: 500, method: 'POST', path: '^/personen', from: 3, times: 2 },
    });

    const { report } = await one.run();

    expect(report).toMatchObject({ outcome: 'partly', counts: { person: { created: 9, failed: 1 } } });
    expect(report?.failures).toMatchObject([{ resource: 'person', key: 'S-3' }]);
    expect(persons()).toBe(9);
  });

  it('R09: a process that dies in the middle leaves no duplicates, and the rest is made by the next', async () => {
    await sync.has({ people: withoutContexts(10) });
    await sync.start();
    await sync.work();
    const { plan } = await sync.now();
    await sync.direct.confirm(sync.by, sync.id, plan);
    const dying = new AbortController();
    scene.simulator.failNext({
      kind: 'slow',
      ms: 100_000,
      method: 'POST',
      path: '^/personen',
      from: 6,
      times: 5,
    });
    const died = sync.work(dying.signal);
    while (persons() < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    dying.abort();
    await died;
    scene.simulator.faults.clear();
    expect(persons()).toBeLessThan(10);

    const beside = await SchulconnexScene.beside(scene);
    const { report } = await sync.seenBy(beside).finish();
    await beside.leave();

    expect(report?.counts.person).toMatchObject({ created: 10 });
    expect(persons()).toBe(10);
  });

  it('R10: a service of 1.4 is understood, and written to in canonical codes', async () => {
    scene.simulator.profile = '1.4';
    await sync.has({ people: people(2) });

    const { report } = await sync.run();

    expect(report?.counts).toMatchObject({ person: { created: 2 }, context: { created: 2 } });
    expect(sync.bodies('POST')).toContainEqual(expect.objectContaining({ rolle: 'Lern' }));
  });

  it('R12: lists in another order make the same plan', async () => {
    scene.simulator.seed({
      personen: people(5).map(({ givenName }, index) =>
        aPersonendatensatz({ id: `uuid${index}`, name: { familienname: 'Müstermann', vorname: givenName } }),
      ),
    });
    await sync.has({ people: people(5) });
    await sync.run({ dryRun: true });
    const first = await sync.planned();
    scene.simulator.failNext({ kind: 'shuffled', path: '^/personen' });

    await sync.run({ dryRun: true });

    expect(await sync.planned()).toEqual(first);
    expect(sync.writes()).toEqual([]);
  });

  it('R13: of two who start at once one is told that it is running already', async () => {
    await sync.has({ people: people(1) });

    const started = await Promise.allSettled([sync.start(), sync.start()]);

    expect(started.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(started.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'SYNCHRONISATION_RUNNING' },
    });
  });

  it('R14: what changed between the confirmation and its writing drops out', async () => {
    scene.simulator.seed({ personen: [aPersonendatensatz({ id: 'uuid1', referrer: 'svs:S-1' })] });
    await sync.has({ people: [aLocalPerson({ givenName: 'Adele' })] });
    await sync.start();
    await sync.work();
    scene.simulator.changeByOthers('uuid1', { geschlecht: 'w' });

    const ended = await sync.confirm();

    expect(sync.writes()).toEqual([]);
    expect(ended.state === 'done' ? ended.report?.counts.person : undefined).toMatchObject({ conflict: 1 });
    const [row] = await scene.test.admin(
      `select result_facts as facts from schulconnex_plan_item where synchronisation_id = $1 and result is not null`,
      [sync.id],
    );
    expect(row).toEqual({ facts: { code: 'CHANGED_SINCE_PLAN' } });
  });

  it('R16: client credentials carry no user', async () => {
    const school = await scene.school({ grant: 'client_credentials' });
    const other = SyncScene.withSchool(scene, school);
    await other.has({ people: withoutContexts(1) });

    await expect(other.run()).resolves.toMatchObject({ state: 'done' });
    const asked = scene.simulator.journal.all().filter(({ path }) => path.includes('/token'));
    expect(JSON.stringify(asked)).not.toContain('musterschule');
  });

  it('C3: an empty, a cut and a shrunken list stop it before the first write', async () => {
    await sync.has({ people: withoutContexts(20) });
    await sync.run();
    await sync.has({ people: [...withoutContexts(20), aLocalPerson({ key: 'S-new', familyName: 'Neu' })] });
    scene.simulator.journal.clear();
    for (const fault of [
      { kind: 'truncated', keep: 0 },
      { kind: 'truncated', keep: 10 },
      { kind: 'cut-answer', times: 10 },
      { kind: 'login-page' },
    ] as const) {
      scene.simulator.failNext({ ...fault, path: '^/personen' });
      await expect(sync.run()).resolves.toMatchObject({ state: 'failed' });
      scene.simulator.faults.clear();
    }

    expect(sync.writes()).toEqual([]);
  });

  it('C3: a list that is cut only when it is about to be written stops it too', async () => {
    await sync.has({ people: withoutContexts(20) });
    await sync.run();
    await sync.has({ people: [...withoutContexts(20), aLocalPerson({ key: 'S-new', familyName: 'Neu' })] });
    scene.simulator.journal.clear();
    await sync.start();
    await sync.work();
    scene.simulator.failNext({ kind: 'truncated', keep: 3, path: '^/personen' });

    await expect(sync.confirm()).resolves.toMatchObject({ state: 'failed', code: 'LIST_IMPLAUSIBLE' });
    expect(sync.writes()).toEqual([]);
  });

  it('asks for a second confirmation when unusually much is created', async () => {
    await sync.has({
      people: Array.from({ length: 60 }, (_, index) =>
        aLocalPerson({
          key: `S-${index}`,
          givenName: `Ada ${'abcdefghij'[index % 10]}${'klmnop'[Math.floor(index / 10)]}`,
        }),
      ),
    });
    await sync.start();
    const { plan, warnings } = await sync.work();
    expect(warnings).toMatchObject([{ code: 'MASS_CREATION', demands: 'confirm' }]);

    await expect(sync.direct.confirm(sync.by, sync.id, plan)).rejects.toMatchObject({
      code: 'AMOUNTS_UNCONFIRMED',
    });
    expect(sync.writes()).toEqual([]);
    await expect(sync.finish()).resolves.toMatchObject({ state: 'done' });
  });

  it('writes a plan nobody has seen to the end only if it was told to', async () => {
    await sync.has({ people: withoutContexts(2) });
    await sync.start({ unattended: true });

    await expect(sync.work()).resolves.toMatchObject({ state: 'done' });
    expect(persons()).toBe(2);
  });

  it('can be called off, and starts anew', async () => {
    await sync.has({ people: withoutContexts(2) });
    await sync.start();
    await sync.work();

    await sync.direct.cancel(sync.by, sync.id);

    await expect(sync.now()).resolves.toMatchObject({ state: 'cancelled' });
    await expect(sync.run()).resolves.toMatchObject({ state: 'done' });
  });
});
