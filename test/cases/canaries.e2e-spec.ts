import { aCareRecord, aContact } from '@connectors/kita-planer/testing';
import { RunningGateway } from '../support/gateway';
import type { Json, TestTenant } from '../support/tenant';

describe('whatever happens', () => {
  /** Words that are nowhere but in what was handed over. */
  const canaries = {
    givenName: 'Kanarienvogeline',
    familyName: 'Zitronengirlitz-Süß',
    contact: 'Goldammerich',
    street: 'Sperbergeierweg',
    birthDate: '2019-02-11',
    writtenBirthDate: '11.02.2019',
    reason: 'Rotkehlchenruf',
    filePassword: 'geheim123',
    password: 'S3rv3r-PW',
    privateKey: 'PRIVATE KEY-----',
  };
  let gateway: RunningGateway;
  let tenant: TestTenant;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ env: { LOG_LEVEL: 'debug' } });
    tenant = await gateway.tenant();
  });
  afterAll(() => gateway.stop());

  const bird = (number: string, unit = 'PIRATEN', line: object = {}) => {
    const { givenName, familyName, contact, street, birthDate } = canaries;
    const address = { street, houseNumber: '1', postalCode: '24103', city: 'Kiel' };
    return aCareRecord({
      child: { number: `B${number}`, externalId: `K${number}`, givenName, familyName, birthDate },
      mainContact1: aContact({ givenName: contact, familyName, address }),
      lines: [{ unit, ...line }],
    });
  };

  /** Every way a record can go, through every edge: taken, refused, checked, lost, decided, searched, shown. */
  async function everything(): Promise<void> {
    const connection = await tenant.ready();
    const handIn = (...careRecords: object[]) =>
      tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
    await handIn(bird('1'), bird('22765'), bird('2', 'PIRATEN', { terminatedOn: '2020-01-01' }));
    await tenant.exportNow(connection);
    gateway.portal.failNext({ art: 'trennen-nach-verarbeitung' });
    await handIn(bird('3'));
    await tenant.exportNow(connection);
    await tenant.send(`${connection}/care-records`, {
      body: { ...bird('4'), mainContact1: canaries.contact },
    });
    await tenant.send(`${connection}/care-records/batch`, {
      body: `{"careRecords": [{"child": "${canaries.givenName}"`,
    });
    await tenant.send(`${connection}/entries/search`, { body: { name: canaries.givenName } });
    await tenant.send(`${connection}/credentials/central`, {
      method: 'PUT',
      body: { file: 'AAAA', filePassword: canaries.filePassword, user: 'x', password: canaries.password },
    });
    const { items } = await tenant.expect(200, `${connection}/buffer`);
    for (const { id } of items) await tenant.send(`${connection}/records/${id}/reveal`, { method: 'POST' });
    const ids = items.map(({ id }: Json) => id);
    await tenant.send(`${connection}/records/actions`, {
      body: { action: 'resolve', ids, reason: `${canaries.reason} von ${canaries.givenName}` },
    });
    const realTime = await tenant.ready({ realTime: true });
    await tenant.send(`${realTime}/care-records`, { body: bird('5') });
    await tenant.send(`${realTime}/care-records`, { body: bird('22766') });
  }

  const found = (text: string): string[] =>
    Object.entries(canaries)
      .filter(([, canary]) => formsOf(canary).some((form) => text.includes(form.toLowerCase())))
      .map(([name]) => name);

  it('Kita 53: no name, no password and no key is in a log line, nor in clear in any column of any table', async () => {
    await everything();

    expect(gateway.log.length).toBeGreaterThan(1_000);
    expect(found(gateway.log.toLowerCase())).toEqual([]);
    const tables = await gateway.test.admin<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const leaks: string[] = [];
    let rows = 0;
    for (const { name } of tables) {
      const dumped = await gateway.test.admin<{ row: string }>(
        `select to_jsonb(t)::text as row from ${name} t`,
      );
      rows += dumped.length;
      for (const canary of found(dumped.map(({ row }) => row.toLowerCase()).join('\n')))
        leaks.push(`${canary} in ${name}`);
    }
    expect(rows).toBeGreaterThan(100);
    expect(leaks).toEqual([]);
  });

  it('Kita 53: the search would find them', () => {
    for (const canary of Object.values(canaries)) {
      const bytes = Buffer.from(`xy${canary}z`);
      for (const text of [bytes.toString('utf8'), bytes.toString('hex'), bytes.toString('base64')])
        expect(found(text.toLowerCase())).not.toEqual([]);
    }
  });
});

/** As it is, as PostgreSQL shows bytes, and in Base64 wherever it begins. */
const formsOf = (text: string): string[] => [
  text,
  JSON.stringify(text).slice(1, -1),
  Buffer.from(text).toString('hex'),
  ...[0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]).toString('base64');
    return encoded.slice(
      Math.ceil((before * 4) / 3),
      Math.floor(((before + Buffer.byteLength(text)) * 8) / 6) - 1,
    );
  }),
];
