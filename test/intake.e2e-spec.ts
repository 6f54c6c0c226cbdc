import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { request as open } from 'node:http';
import { gzipSync } from 'node:zlib';
import { child, childrenOf, linesOf } from './support/children';
import { RunningGateway } from './support/gateway';
import type { Json, TestTenant } from './support/tenant';

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('handing children in', () => {
  let gateway: RunningGateway;
  let tenant: TestTenant;
  let connection: string;

  beforeAll(async () => {
    gateway = await RunningGateway.start({ works: false });
    tenant = await gateway.tenant();
  });

  afterAll(() => gateway.stop());

  beforeEach(async () => {
    connection = await tenant.connection();
  });

  const stored = async (): Promise<number> => {
    const id = connection.split('/').at(-1);
    const [row] = await gateway.test.admin<{ count: number }>(
      'select count(*)::int as count from delivery where connection_id = $1',
      [id],
    );
    return row?.count ?? 0;
  };

  it('one child: 202, its record waits in the buffer, and the same again is answered the same', async () => {
    const [key, body] = [randomUUID(), child('one')];
    const first = await tenant.send(`${connection}/care-records`, { body, key });
    const again = await tenant.send(`${connection}/care-records`, { body, key });

    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      ergebnis: 'IM_PUFFER',
      childNumber: 'Bone',
      records: [{ agreement: 'BV1', line: 10_000, result: 'accepted', problems: [] }],
    });
    expect([again.status, again.body]).toEqual([202, first.body]);
    await expect(stored()).resolves.toBe(1);
  });

  it('row 11: the same key with other content is refused, and nothing is stored twice', async () => {
    const key = randomUUID();
    await tenant.expect(202, `${connection}/care-records`, { body: child('A'), key });

    const { code } = await tenant.expect(409, `${connection}/care-records`, { body: child('B'), key });

    expect(code).toBe('IDEMPOTENCY_MISMATCH');
    await expect(stored()).resolves.toBe(1);
  });

  it('row 12: the same key twenty times at the same moment is one record, and twenty times the same answer', async () => {
    const [key, body] = [randomUUID(), child('A')];
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => tenant.send(`${connection}/care-records`, { body, key })),
    );

    const [first] = answers;
    expect(first?.status).toBe(202);
    for (const answer of answers) expect([answer.status, answer.body]).toEqual([202, first?.body]);
    await expect(stored()).resolves.toBe(1);
  });

  it('a batch of two thousand: all or none', async () => {
    const careRecords = childrenOf(2_000);
    const { children, replayed } = await tenant.expect<{ children: Json[]; replayed: boolean }>(
      202,
      `${connection}/care-records/batch`,
      { body: { careRecords } },
    );
    expect([children.length, replayed]).toEqual([2_000, false]);
    await expect(stored()).resolves.toBe(2_000);

    const broken = [...childrenOf(10, 'x'), child('y', { child: { birthDate: '2020-02-31' } })];
    const refused = await tenant.expect(400, `${connection}/care-records/batch`, {
      body: { careRecords: broken },
    });
    expect(refused).toMatchObject({ code: 'DATE_INVALID', field: '/careRecords/10/child/birthDate' });
    await expect(stored()).resolves.toBe(2_000);
  });

  describe('as a stream of lines', () => {
    const records = childrenOf(20_000);
    const lines = linesOf(records);

    it('takes twenty thousand children that come as gzip, and says so every five hundred', async () => {
      const { status, text } = await tenant.send(`${connection}/care-records/stream`, {
        body: gzipSync(lines, { level: 1 }),
        headers: { ...NDJSON, 'content-encoding': 'gzip' },
      });

      expect(status).toBe(202);
      const told = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as { from: number; to: number; children: unknown[] });
      expect(told).toHaveLength(41);
      expect(told[0]).toMatchObject({ from: 1, to: 500, errors: [] });
      expect(told.at(-1)).toEqual({ done: true, lines: 20_000, children: 20_000, refusedLines: 0 });
      await expect(stored()).resolves.toBe(20_000);
    });

    it('goes on where a stream that broke off had come to, under the same key', async () => {
      const key = randomUUID();
      const part = lines.slice(0, lines.length / 10);
      const acknowledged = await breakOffAfter(part, key, 3);
      expect(acknowledged).toBeGreaterThanOrEqual(1_500);
      const before = await stored();
      expect(before).toBeGreaterThanOrEqual(acknowledged);
      expect(before % 500).toBe(0);

      const text = linesOf(records.slice(0, 4_000));
      const whole = await tenant.send(`${connection}/care-records/stream`, {
        body: text,
        headers: NDJSON,
        key,
      });

      expect(whole.status).toBe(202);
      expect(whole.text).toContain('"done":true,"lines":4000,"children":4000');
      await expect(stored()).resolves.toBe(4_000);
    });

    it('names the lines that cannot be taken, and takes the others', async () => {
      const body = [
        JSON.stringify(child('A')),
        '{"child":',
        '',
        JSON.stringify(child('B', { child: { gender: 'x' as never } })),
        JSON.stringify(child('C')),
      ].join('\n');
      const { text } = await tenant.send(`${connection}/care-records/stream`, { body, headers: NDJSON });

      const [part, sums] = text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(part?.errors).toMatchObject([
        { line: 2, errors: [{ code: 'JSON_INVALID' }] },
        { line: 4, errors: [{ code: 'VALUE_UNKNOWN', field: '/child/gender' }] },
      ]);
      expect(sums).toEqual({ done: true, lines: 4, children: 2, refusedLines: 2 });
    });

    it('is refused like any request before its first part, also with the longest key there is', async () => {
      const path = `${connection}/care-records/stream`;
      await expect(
        tenant.expect(400, path, { body: 'x', headers: { 'content-type': 'text/plain' } }),
      ).resolves.toMatchObject({ code: 'CONTENT_TYPE_UNSUPPORTED' });
      const body = linesOf([child('A')]);
      await tenant.expect(202, path, { body, headers: NDJSON, key: 'k'.repeat(255) });
      await tenant.expect(400, path, { body, headers: NDJSON, key: 'k'.repeat(256) });
      await tenant.expect(400, path, { body, headers: NDJSON, key: 'short' });
    });

    /** Sends this much, waits for that many parts to be acknowledged, and hangs up. Answers how many lines those were. */
    async function breakOffAfter(text: string, key: string, parts: number): Promise<number> {
      const sent = open(`${gateway.url}/api/v1/tenants/${tenant.id}${connection}/care-records/stream`, {
        method: 'POST',
        headers: { ...NDJSON, authorization: `Bearer ${tenant.token}`, 'idempotency-key': key },
      });
      sent.on('error', () => undefined);
      sent.write(text);
      const [answer] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
      let told = '';
      for await (const chunk of answer) {
        told += String(chunk);
        if (told.split('\n').length > parts) break;
      }
      sent.destroy();
      const whole = told.split('\n').slice(0, -1);
      return Number((JSON.parse(whole.at(-1) ?? '{}') as { to?: number }).to);
    }
  });
});
