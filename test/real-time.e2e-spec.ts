import { randomUUID } from 'node:crypto';
import { child } from './support/children';
import { RunningGateway } from './support/gateway';
import type { TestTenant } from './support/tenant';

describe('Echtzeitübertragung', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;

  beforeAll(async () => {
    gateway = await RunningGateway.start();
    tenant = await gateway.tenant();
  });

  afterAll(() => gateway.stop());

  let before: number;

  beforeEach(() => {
    gateway.portal.reset();
    before = gateway.portal.calls.total;
  });

  const calls = () => gateway.portal.calls.total - before;

  const realTime = (parts: object = {}) =>
    tenant.ready({
      realTime: true,
      groups: [
        { group: 'G1', groupId: '1462' },
        { group: 'X', groupId: '9999' },
      ],
      ...parts,
    });

  it('answers 200 when the Kita-Planer has imported the child, and the same again without a second call', async () => {
    const connection = await realTime();
    const [key, body] = [randomUUID(), child('good')];

    const first = await tenant.send(`${connection}/care-records`, { body, key });
    const again = await tenant.send(`${connection}/care-records`, { body, key });

    expect([first.status, first.body]).toMatchObject([200, { ergebnis: 'EXPORTIERT' }]);
    expect([again.status, again.body]).toMatchObject([200, { ergebnis: 'EXPORTIERT' }]);
    expect(calls()).toBe(1);
  });

  it('answers 422 with the Kita-Planer’s own words when it refuses, and keeps nothing but the log', async () => {
    const connection = await realTime();
    const refused = await tenant.send(`${connection}/care-records`, {
      body: child('bad', { lines: [{ group: 'X' }] }),
    });

    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({
      code: 'RECORD_REFUSED',
      retryable: false,
      errors: [{ code: 'KP-207', message: 'Die Gruppe ist unbekannt.' }],
    });
    await expect(tenant.pages(`${connection}/buffer`)).resolves.toMatchObject({ items: [] });
    await expect(tenant.pages(`${connection}/entries`)).resolves.toMatchObject({
      items: [{ outcome: 'FEHLER_IN_KITA_PLANER', code: 'KP-207' }],
    });
    expect(gateway.log).not.toContain('Die Gruppe');
  });

  it('answers 202 when it is not known, and never sends that child again by itself (rows 32 and 34)', async () => {
    const connection = await realTime();
    const states = [];
    for (const fault of [
      { art: 'trennen-nach-verarbeitung' },
      { art: 'kein-json' },
      { art: 'leer' },
      { art: 'abgeschnitten' },
      { art: 'tropfen', ms: 200 },
    ] as const) {
      gateway.portal.failNext(fault);
      const { status, body } = await tenant.send(`${connection}/care-records`, {
        body: child(fault.art.slice(0, 12)),
      });
      states.push([status, body.ergebnis]);
    }

    expect(states).toEqual(Array.from({ length: 5 }, () => [202, 'UNGEKLAERT']));
    const made = calls();
    await tenant.exportNow(connection);
    expect(calls()).toBe(made);
  });

  it('row 33: of ten records, of which the answer names nine and a stranger, nine are as told and one is unclear', async () => {
    const connection = await tenant.ready();
    const careRecords = Array.from({ length: 10 }, (_, index) => child(`batch${index}`));
    await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
    gateway.portal.failNext({ art: 'fehlende-datensaetze', n: 1 });
    await tenant.exportNow(connection);

    await expect(tenant.pages(`${connection}/buffer`)).resolves.toMatchObject({
      items: [{ status: 'UNGEKLAERT' }],
    });
    await expect(tenant.pages(`${connection}/archive`)).resolves.toMatchObject({
      items: Array.from({ length: 9 }, () => ({ status: 'EXPORTIERT' })),
    });

    await tenant.expect(202, `${connection}/care-records`, { body: child('eleventh') });
    gateway.portal.failNext({ art: 'fremder-datensatz' });
    await tenant.exportNow(connection);
    const { items } = await tenant.pages(`${connection}/calls`);
    expect(items[0]?.warnings).toEqual(expect.arrayContaining(['FREMDER_DATENSATZ']));
    await expect(tenant.pages(`${connection}/calls?followUp=open`)).resolves.toMatchObject({
      items: [{ id: items[0]?.id }],
    });
  });

  it.each(['-5', '99999999', 'abc', 'Wed, 21 Oct 2015 07:28:00 GMT'])(
    'row 35: Retry-After %s is capped or ignored; the child waits, and is sent later',
    async (retryAfter) => {
      const connection = await realTime();
      gateway.portal.failNext({ art: 'http', code: 503, retryAfter });

      const { status, body } = await tenant.send(`${connection}/care-records`, { body: child('patient') });

      expect([status, body.ergebnis]).toEqual([202, 'IM_PUFFER']);
      const [row] = await gateway.test.admin<{ wait: number }>(
        `select coalesce(extract(epoch from next_attempt_at - now()), 0)::int as wait from delivery where connection_id = $1`,
        [connection.split('/').at(-1)],
      );
      expect(row?.wait).toBeLessThanOrEqual(3_600);
    },
  );

  it('row 36: a refused log-in locks the credential after one try; a person unlocks it', async () => {
    const connection = await realTime();
    await tenant.expect(200, `${connection}/credentials/central/password`, {
      method: 'PUT',
      body: { user: 'kita-gateway', password: 'wrong' },
    });

    const send = (key: string) => tenant.send(`${connection}/care-records`, { body: child(key) });
    await expect(send('first')).resolves.toMatchObject({ status: 202, body: { ergebnis: 'IM_PUFFER' } });
    await expect(send('second')).resolves.toMatchObject({ status: 202, body: { ergebnis: 'IM_PUFFER' } });

    expect(calls()).toBe(1);
    const { items } = await tenant.expect(200, `${connection}/credentials`);
    expect(items.at(-1)).toMatchObject({ version: 2, lockCode: expect.stringMatching(/^KP-Z/) as unknown });
  });

  it('uses the certificate of the user who acts, and nobody else’s', async () => {
    const connection = await tenant.connection({ realTime: true, credentialMode: 'user' });
    await tenant.storeCredential(connection, 'anna.7', 'anna');
    const send = (key: string, headers: Record<string, string>) =>
      tenant.send(`${connection}/care-records`, { body: child(key), headers });

    await expect(send('u1', { 'acting-user': 'anna.7' })).resolves.toMatchObject({ status: 200 });
    await expect(send('u2', { 'acting-user': 'bert.8' })).resolves.toMatchObject({
      status: 202,
      body: { ergebnis: 'IM_PUFFER', grund: 'KP-Z01' },
    });
    await expect(send('u3', { 'acting-user': 'Anna Müller' })).resolves.toMatchObject({
      status: 400,
      body: { code: 'QUERY_INVALID', field: 'Acting-User' },
    });
    const { items } = await tenant.pages(`${connection}/calls`);
    expect(items.map(({ actor, credential }) => [actor, credential])).toMatchObject([
      [{ type: 'user', id: 'bert.8' }, null],
      [
        { type: 'user', id: 'anna.7' },
        { name: 'user/anna.7', version: 1 },
      ],
    ]);
  });
});
