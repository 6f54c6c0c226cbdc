import { child, childrenOf } from './support/children';
import { RunningGateway } from './support/gateway';
import type { Json, TestTenant } from './support/tenant';

interface Counts {
  readonly accepted: number;
  readonly balance: Readonly<Record<string, number>>;
}

interface ActedOn {
  readonly done: readonly string[];
  readonly skipped: readonly Readonly<Record<string, string>>[];
}

const today = () => new Date().toISOString().slice(0, 10);

/** Twelve are imported, two refused, one fails our check, one is lost on the way back. */
describe('a day of exports', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;
  let lost: string;

  beforeAll(async () => {
    gateway = await RunningGateway.start();
    tenant = await gateway.tenant();
    connection = await tenant.ready({
      batchSize: 5,
      groups: [
        { group: 'G1', groupId: '1462' },
        { group: 'X', groupId: '9999' },
      ],
    });
    const careRecords = [
      ...childrenOf(12),
      child('refused1', { lines: [{ group: 'X' }] }),
      child('refused2', { lines: [{ group: 'X' }] }),
      child('held', { lines: [{ until: '2026-07-01', terminatedOn: '2026-07-01' }] }),
    ];
    await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
    await tenant.exportNow(connection);
    gateway.portal.failNext({ art: 'trennen-nach-verarbeitung' });
    const { records } = await tenant.expect<{ records: { id: string }[] }>(
      202,
      `${connection}/care-records`,
      {
        body: child('lost', { child: { familyName: 'Verschollenhausen-Süßmilch' } }),
      },
    );
    lost = records[0]?.id ?? '';
    await tenant.exportNow(connection);
  });

  afterAll(() => gateway.stop());

  const act = (action: string, ids: readonly string[], status = 200) =>
    tenant.expect<ActedOn>(status, `${connection}/records/actions`, {
      body: { action, ids, reason: 'In der Träger-Ansicht geprüft' },
    });

  const idsOf = async (query: string) =>
    (await tenant.pages(`${connection}/buffer?${query}`)).items.map(({ id }) => id);

  it('shows in the buffer what is left to do, by status, code, child and number', async () => {
    const { items } = await tenant.pages(`${connection}/buffer`);
    const by = (status: string) => items.filter((record) => record.status === status);
    expect(items).toHaveLength(4);
    expect(by('FEHLER_IN_KITA_PLANER')).toMatchObject([{ code: 'KP-207' }, { code: 'KP-207' }]);
    expect(by('PRUEFFEHLER')).toMatchObject([{ childId: 'Kheld', actions: ['resolve'] }]);
    expect(by('UNGEKLAERT')).toMatchObject([
      { id: lost, childId: 'Klost', attempts: 1, actions: ['confirm', 'resend', 'resolve'] },
    ]);

    await expect(idsOf('status=UNGEKLAERT')).resolves.toEqual([lost]);
    await expect(idsOf('code=KP-207')).resolves.toHaveLength(2);
    await expect(idsOf('childId=Klost')).resolves.toEqual([lost]);
    await expect(idsOf(`number=${String(by('UNGEKLAERT')[0]?.number)}`)).resolves.toEqual([lost]);
    await expect(idsOf('status=NEU')).resolves.toEqual([]);
  });

  it('shows in the archive what was imported, a page at a time, each record once', async () => {
    const { items, pages } = await tenant.pages(`${connection}/archive`, 5);
    expect(pages).toBe(3);
    expect(new Set(items.map(({ id }) => id)).size).toBe(12);
    expect(
      items.every(({ status, archiveReason }) => status === 'EXPORTIERT' && archiveReason === 'EXPORTIERT'),
    ).toBe(true);
    const one = await tenant.pages(`${connection}/archive?reason=EXPORTIERT&childId=K00003`);
    expect(one.items).toHaveLength(1);
    const none = await tenant.pages(`${connection}/archive?reason=MANUELL_BESTAETIGT`);
    expect(none.items).toEqual([]);
  });

  it('shows two runs, their calls, and what was said about each record, with every filter', async () => {
    const runs = await tenant.pages(`${connection}/runs`, 1);
    expect(runs.pages).toBe(2);
    expect(runs.items[1]).toMatchObject({
      state: 'done',
      trigger: 'person',
      counts: { calls: 3, exported: 12, refused: 2 },
    });
    const run = runs.items[1]?.id ?? '';
    await expect(tenant.expect(200, `${connection}/runs/${run}`)).resolves.toEqual(runs.items[1]);

    const calls = await tenant.pages(`${connection}/calls?run=${run}`, 2);
    expect([calls.items.length, calls.pages]).toEqual([3, 2]);
    const unclear = await tenant.pages(`${connection}/calls?class=UNGEKLAERT`);
    expect(unclear.items).toMatchObject([{ sent: 1, unclear: 1, followUp: 'open' }]);
    const call = unclear.items[0]?.id ?? '';
    await expect(tenant.expect(200, `${connection}/calls/${call}`)).resolves.toEqual(unclear.items[0]);

    const entries = async (query: string) => (await tenant.pages(`${connection}/entries?${query}`, 4)).items;
    await expect(entries('outcome=EXPORTIERT')).resolves.toHaveLength(12);
    await expect(entries('code=KP-207')).resolves.toHaveLength(2);
    await expect(entries(`call=${call}`)).resolves.toMatchObject([{ outcome: 'UNGEKLAERT', recordId: lost }]);
    await expect(entries(`record=${lost}`)).resolves.toHaveLength(1);
    await expect(entries('childId=K00001&kitaId=KITA-471')).resolves.toHaveLength(1);
    await expect(entries(`from=${today()}&to=2099-01-01T00:00:00Z`)).resolves.toHaveLength(15);
    await expect(entries('from=2099-01-01')).resolves.toEqual([]);
  });

  it('shows a record without personal data to whoever may read, and with them, on record, to whoever may see them', async () => {
    const detail = await tenant.send(`${connection}/records/${lost}`);
    expect(detail.body).toMatchObject({
      id: lost,
      status: 'UNGEKLAERT',
      entries: [{ outcome: 'UNGEKLAERT' }],
    });
    expect(detail.text).not.toMatch(
      /Verschollenhausen|Musterweg|tenantId|subjectId|recordKey|leaseUntil|fence|payload/,
    );

    const revealed = await tenant.expect(200, `${connection}/records/${lost}/reveal`, { method: 'POST' });
    expect(revealed.record).toMatchObject({
      childFamilyName: 'Verschollenhausen-Süßmilch',
    });
    const looks = await gateway.test.admin(
      `select body from audit_entry where body like '%kita-planer/record-revealed%' and body like $1`,
      [`%${lost}%`],
    );
    expect(looks).toHaveLength(1);
    expect(looks[0]).toMatchObject({ body: expect.stringContaining('"purpose":"review"') as string });
    await tenant.expect(200, `${connection}/records/${lost}/reveal`, { body: { purpose: 'support' } });
    await tenant.expect(400, `${connection}/records/${lost}/reveal`, { body: { purpose: 'Neugier' } });
    const purposes = await gateway.test.admin(
      `select from audit_entry where body like '%kita-planer/record-revealed%' and body like '%"purpose":"support"%'`,
    );
    expect(purposes).toHaveLength(1);

    const reader = await gateway.keyOf(tenant.id, ['records:read']);
    const refused = await tenant.send(`${connection}/records/${lost}/reveal`, {
      method: 'POST',
      headers: { authorization: `Bearer ${reader}` },
    });
    expect([refused.status, refused.body.code]).toEqual([403, 'PERMISSION_DENIED']);
  });

  it('reveals the beginning of an answer, on record', async () => {
    const { items } = await tenant.pages(`${connection}/calls?class=BEANTWORTET`);
    const { excerpt } = await tenant.expect(200, `${connection}/calls/${items[0]?.id ?? ''}/reveal`, {
      method: 'POST',
    });
    expect(excerpt).toMatch(/^\{/);
  });

  it('finds a child by parts of its name, whatever their case and accents', async () => {
    const found = async (name: string) =>
      (await tenant.expect(200, `${connection}/entries/search`, { body: { name } })).items.map(
        ({ recordId }) => recordId,
      );

    await expect(found('suessmilch')).resolves.toEqual([lost]);
    await expect(found('VERSCHOLLENHAUSEN')).resolves.toEqual([lost]);
    await expect(found('süßmilch verschollenhausen')).resolves.toEqual([lost]);
    await expect(found('Niemand')).resolves.toEqual([]);
  });

  it('does what a person decides where the state allows it, and says what it skipped', async () => {
    const [imported = ''] = (await tenant.pages(`${connection}/archive`)).items.map(({ id }) => id);
    const unknown = '019c2f6e-0000-7000-8000-000000000000';

    await expect(act('confirm', [lost, imported, unknown])).resolves.toEqual({
      done: [lost],
      skipped: expect.arrayContaining([
        { id: unknown, because: 'missing' },
        { id: imported, because: 'missing' },
      ]) as unknown,
    });
    await expect(tenant.pages(`${connection}/archive?reason=MANUELL_BESTAETIGT`)).resolves.toMatchObject({
      items: [{ id: lost }],
    });

    const [first = '', second = ''] = await idsOf('code=KP-207');
    await expect(act('resolve', [first])).resolves.toMatchObject({ done: [first] });
    await expect(act('reopen', [first])).resolves.toMatchObject({ done: [first] });
    await expect(act('resend', [second])).resolves.toMatchObject({ done: [second] });
    await expect(idsOf('status=NEU')).resolves.toEqual(expect.arrayContaining([second]));
    const revealed = await tenant.expect(200, `${connection}/records/${lost}/reveal`, { method: 'POST' });
    expect(revealed.reason).toBe('In der Träger-Ansicht geprüft');
  });

  it('puts an archived record back into the buffer as a new one', async () => {
    const { items } = await tenant.pages(`${connection}/archive?childId=K00005`);
    const archived = items[0]?.id ?? '';
    const { done } = await tenant.expect<{ done: { archived: string; record: string }[] }>(
      200,
      `${connection}/records/put-back`,
      { body: { ids: [archived] } },
    );
    expect(done).toMatchObject([{ archived }]);
    await expect(idsOf('childId=K00005')).resolves.toEqual([done[0]?.record]);
  });

  it('checks stored children again after the set-up has changed', async () => {
    const other = await tenant.connection({ units: [] });
    await tenant.expect(202, `${other}/care-records`, { body: child('later') });
    await expect(tenant.pages(`${other}/buffer`)).resolves.toMatchObject({ items: [] });
    await tenant.expect(200, other, {
      method: 'PUT',
      body: { name: 'Ergänzt', settings: tenant.settings() },
    });

    await expect(tenant.expect(200, `${other}/records/recheck`, { method: 'POST' })).resolves.toEqual({
      children: 1,
      accepted: 1,
      held: 0,
    });
  });

  it('ticks off Nacharbeit and tasks once', async () => {
    const open = await tenant.pages(`${connection}/calls?followUp=open`);
    const call = open.items[0]?.id ?? '';
    await tenant.expect(204, `${connection}/calls/${call}/follow-up-done`, { method: 'POST' });
    await tenant.expect(404, `${connection}/calls/${call}/follow-up-done`, { method: 'POST' });
    await expect(tenant.expect(200, `${connection}/calls/${call}`)).resolves.toMatchObject({
      followUp: 'done',
    });

    await tenant.expect(202, `${connection}/care-records`, {
      body: child('00001', { sourceRevision: '2', lines: [] }),
    });
    const { items } = await tenant.expect(200, `${connection}/tasks`);
    expect(items).toMatchObject([{ kind: 'check-contract', childId: 'K00001' }]);
    const task = items[0]?.id ?? '';
    await tenant.expect(204, `${connection}/tasks/${task}/done`, { method: 'POST' });
    await tenant.expect(404, `${connection}/tasks/${task}/done`, { method: 'POST' });
    await expect(tenant.expect(200, `${connection}/tasks`)).resolves.toEqual({ items: [] });
  });

  it('counts what came in and where it is, and both sides are equal', async () => {
    const { accepted, balance } = await tenant.expect<Counts & Json>(
      200,
      `${connection}/counts?from=${today()}&to=${today()}`,
    );

    expect(accepted).toBeGreaterThanOrEqual(16);
    expect(balance).toMatchObject({ accepted, difference: 0 });
  });
});
