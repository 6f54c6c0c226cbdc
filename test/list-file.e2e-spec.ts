import { aCareRecord } from '@connectors/kita-planer/testing';
import { strFromU8, unzipSync } from 'fflate';
import { RunningGateway } from './support/gateway';
import type { TestTenant } from './support/tenant';

describe('a list taken along as a file', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
    connection = await tenant.ready();
    const child = (number: string, givenName: string) =>
      aCareRecord({ child: { number, externalId: `K${number}`, givenName }, lines: [{ unit: 'PIRATEN' }] });
    const careRecords = [child('1', 'Kanarienvogeline'), child('2', 'Ben'), child('22765', 'Cem')];
    await tenant.expect(202, `${connection}/care-records/batch`, { body: { careRecords } });
  });
  afterAll(() => gateway.stop());

  const take = async (words: string) => {
    const answer = await fetch(`${gateway.url}/api/v1/tenants/${tenant.id}${connection}/list-file?${words}`, {
      headers: { authorization: `Bearer ${tenant.token}` },
    });
    return { headers: answer.headers, status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
  };

  it('holds what the list shows, in the language that was asked for, and no name', async () => {
    const { items } = await tenant.expect(200, `${connection}/buffer`);
    const { bytes, headers } = await take('format=csv&language=nl');
    const lines = bytes.toString('utf8').trimEnd().split('\r\n');

    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="openstaande-records_.*\.csv"$/,
    );
    expect(lines[0]).toContain('Nummer;Status;Code;Melding');
    expect(lines.slice(1).map((line) => line.split(';')[0])).toEqual(items.map(({ number }) => number));
    expect(lines[1]).toContain('In de wachtrij');
    expect(bytes.toString('utf8')).not.toContain('Kanarienvogeline');
  });

  it('holds what the filter leaves', async () => {
    const { bytes } = await take('format=csv&childId=K2');
    expect(bytes.toString('utf8').trimEnd().split('\r\n')).toHaveLength(2);
    const archived = await take('format=csv&view=archive');
    expect(archived.bytes.toString('utf8').trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('is a workbook or a tagged document as well', async () => {
    const workbook = await take('format=xlsx');
    const { 'xl/worksheets/sheet1.xml': sheet = new Uint8Array() } = unzipSync(workbook.bytes);
    expect(strFromU8(sheet).match(/<row>/g)).toHaveLength(4);

    const document = await take('format=pdf&language=en');
    expect(document.headers.get('content-type')).toBe('application/pdf');
    expect(document.bytes.toString('latin1')).toMatch(/\/Lang \(en\)[^]*%%EOF\s*$/);
  });

  it('is on record before it is sent', async () => {
    await take('format=xlsx');
    const [entry] = await gateway.test.admin<{ body: string }>(
      `select body::text as body from audit_entry where body::text like '%list-taken%' order by stored_at desc limit 1`,
    );
    expect(entry?.body).toContain('kita-planer/list-taken');
    expect(entry?.body).toContain('XLSX');
  });

  it('is no PDF where it has more rows than anybody reads on paper', async () => {
    await gateway.test.admin(
      `insert into delivery (tenant_id, id, connection_id, record_key, lane, sort_key, number, refs, payload, payload_hash, notices,
         trigger, actor, state, fence, attempts, deadline_at, accepted_at, updated_at)
       select d.tenant_id, gen_random_uuid(), d.connection_id, 'many ' || n, 'many ' || n, '', 'N' || n, d.refs, d.payload, d.payload_hash,
         d.notices, d.trigger, d.actor, d.state, d.fence, d.attempts, d.deadline_at, d.accepted_at, d.updated_at
       from (select * from delivery limit 1) d, generate_series(1, 2000) n`,
    );
    const { status, bytes } = await take('format=pdf');
    expect(status).toBe(413);
    expect(JSON.parse(bytes.toString('utf8'))).toMatchObject({ code: 'LIST_TOO_LONG' });
    const csv = await take('format=csv');
    expect(csv.bytes.toString('utf8').trimEnd().split('\r\n')).toHaveLength(2_004);
  });

  it('is refused with what is wrong for a format nobody knows', async () => {
    expect((await tenant.send(`${connection}/list-file?format=doc`)).status).toBe(400);
  });
});
