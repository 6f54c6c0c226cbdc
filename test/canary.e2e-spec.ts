import { randomBytes, randomUUID } from 'node:crypto';
import { child } from './support/children';
import { RunningGateway } from './support/gateway';
import type { Answer, TestTenant } from './support/tenant';

const canary = (): string => `Kanarie${randomBytes(9).toString('hex').replace(/\d/g, 'q')}`;

/** Secrets and names that occur nowhere else, and everything anybody but their owner can look at afterwards (promise S1). */
describe('a secret or a name', () => {
  const secrets = { filePassword: canary(), password: canary(), second: canary() };
  const names = { given: canary(), family: canary(), street: canary(), contact: canary(), reason: canary() };
  const all = [...Object.values(secrets), ...Object.values(names)];
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;
  const problems: Answer[] = [];

  beforeAll(async () => {
    gateway = await RunningGateway.start();
    tenant = await gateway.tenant();
    connection = await tenant.connection({
      realTime: true,
      groups: [
        { group: 'G1', groupId: '1462' },
        { group: 'X', groupId: '9999' },
      ],
    });
    await throughEveryDoor();
  });

  afterAll(() => gateway.stop());

  const person = (key: string, parts: Parameters<typeof child>[1] = {}) =>
    child(key, {
      ...parts,
      child: { givenName: names.given, familyName: names.family, ...parts.child },
      mainContact1: {
        givenName: names.contact,
        familyName: names.family,
        address: { street: names.street, houseNumber: '1', postalCode: '24103', city: 'Kiel' },
      },
    });

  async function throughEveryDoor(): Promise<void> {
    const { p12 } = gateway.portal.clientP12('traeger-4711', secrets.filePassword);
    const credential = {
      file: p12.toString('base64'),
      filePassword: secrets.filePassword,
      user: 'kita-gateway',
    };
    const put = (body: object) => tenant.send(`${connection}/credentials/central`, { method: 'PUT', body });
    problems.push(
      await put({ ...credential, filePassword: secrets.second }),
      await put({ ...credential, password: { wrong: secrets.password } }),
      await put({ ...credential, unknown: secrets.password }),
    );
    await put({ ...credential, password: secrets.password });
    problems.push(await care(person('refused-login')));
    await tenant.storeCredential(connection);
    gateway.portal.failNext({ art: 'kein-json' });
    await care(person('unclear'));
    problems.push(
      await care(person('refused', { lines: [{ group: 'X' }] })),
      await care(person('dated', { child: { birthDate: names.given } })),
      await care({ ...person('extra'), [names.family]: 1 }),
      await tenant.send(`${connection}/care-records`, {
        body: `{"child":{"familyName":"${names.family}"`,
        headers: { 'content-type': 'application/json' },
      }),
      await tenant.send(`${connection}/buffer?childId=${names.family}${names.family}`),
    );
    await tenant.expect(202, `${connection}/care-records/batch`, {
      body: { careRecords: [person('batch')] },
    });
    await tenant.exportNow(connection);
    await tenant.expect(200, `${connection}/entries/search`, { body: { name: names.family } });
    const { items } = await tenant.pages(`${connection}/buffer?status=UNGEKLAERT`);
    const ids = items.map(({ id }) => id);
    await tenant.expect(200, `${connection}/records/actions`, {
      body: { action: 'confirm', ids, reason: `Mit ${names.reason} gesprochen` },
    });
  }

  const care = (body: object) => tenant.send(`${connection}/care-records`, { body, key: randomUUID() });

  const found = (text: string) => all.filter((word) => text.includes(word));

  it('went in, or there would be nothing to find', async () => {
    const { items } = await tenant.pages(`${connection}/archive`);
    const texts = await Promise.all(
      items.map(
        async ({ id }) => (await tenant.send(`${connection}/records/${id}/reveal`, { method: 'POST' })).text,
      ),
    );

    expect(found(texts.join('')).sort()).toEqual(Object.values(names).sort());
    expect(problems.map(({ status }) => status)).not.toContain(500);
  });

  it('is in no log line', () => {
    expect(gateway.log.length).toBeGreaterThan(1_000);
    expect(found(gateway.log)).toEqual([]);
  });

  it('is in no problem, unless it is the caller’s own name for a field', () => {
    const texts = problems
      .filter(({ status }) => status >= 400)
      .map(({ text, headers }) => text + JSON.stringify([...headers]));
    expect(texts.length).toBeGreaterThan(5);
    expect(texts.flatMap(found).filter((word) => word !== names.family)).toEqual([]);
  });

  it('is in no metric, no list and no description of a credential', async () => {
    const texts = await Promise.all(
      ['buffer', 'archive', 'calls', 'entries', 'runs', 'credentials', 'tasks'].map(
        async (list) => (await tenant.send(`${connection}/${list}`)).text,
      ),
    );
    const metrics = await fetch(`${gateway.url}/metrics`).then((answer) => answer.text());

    expect(metrics).toContain('drehkreuz_jobs');
    expect(found(texts.join('') + metrics)).toEqual([]);
  });

  it('is in no column of any table', async () => {
    const columns = await gateway.test.admin<{ place: string; sql: string }>(
      `select c.table_schema || '.' || c.table_name || '.' || c.column_name as place,
         format('select 1 as hit from %I.%I where %s like any($1) or %s like any($2) limit 1', c.table_schema, c.table_name,
           case when data_type = 'bytea' then format('encode(%I, ''hex'')', column_name) else format('%I::text', column_name) end,
           case when data_type = 'bytea' then format('encode(%I, ''hex'')', column_name) else format('%I::text', column_name) end) as sql
       from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
       where t.table_type = 'BASE TABLE' and c.table_schema in ('public', 'pgboss')`,
    );
    expect(columns.length).toBeGreaterThan(150);
    const plain = all.map((word) => `%${word}%`);
    const hex = all.map((word) => `%${Buffer.from(word).toString('hex')}%`);
    const hits = [];
    for (const { place, sql } of columns)
      if ((await gateway.test.admin(sql, [plain, hex])).length > 0) hits.push(place);

    expect(hits).toEqual([]);
  });
});
