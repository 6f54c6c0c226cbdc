import { randomUUID } from 'node:crypto';
import { TestDatabase } from '@gateway/testing';
import { httpStorage } from '../http.module';
import { forgetIdempotencyKeys, idempotent } from './idempotent';

const route = 'POST /records';
const mark = (byte: number) => Buffer.alloc(32, byte);

describe('idempotent', () => {
  let test: TestDatabase;
  let tenant: string;

  beforeAll(async () => {
    test = await TestDatabase.create(httpStorage);
    await test.admin(`create table work (n int); grant insert on work to drehkreuz_app`);
  });

  beforeEach(async () => {
    tenant = await test.tenant();
    await test.admin('truncate work');
  });

  afterAll(() => test.drop());

  interface Wish {
    key: string;
    mark?: Buffer;
    route?: string;
    fails?: boolean;
    tenant?: string;
  }

  const ask = (wish: Wish) => {
    const identity = { tenant, route, mark: mark(1), ...wish };
    return test.database.tenant(identity.tenant, (tx) =>
      idempotent(tx, identity, async () => {
        await tx.query('insert into work values (1)');
        if (wish.fails) throw new Error('half way');
        return { status: 202, body: { record: randomUUID(), notes: ['ä', null] } };
      }),
    );
  };

  const timesDone = async () => (await test.admin('select * from work')).length;

  it('gives a repetition the stored answer', async () => {
    const key = randomUUID();
    const first = await ask({ key });

    expect(first).toMatchObject({ status: 202, replayed: false });
    await expect(ask({ key })).resolves.toEqual({ ...first, replayed: true });
    await expect(timesDone()).resolves.toBe(1);
  });

  it('Bad input 12: gives all that arrive at the same moment the same answer', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ key })));

    expect(new Set(answers.map(({ body }) => body.record)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    await expect(timesDone()).resolves.toBe(1);
  });

  it.each([
    ['other content', { mark: mark(2) }],
    ['another route', { route: 'DELETE /records' }],
  ])('Bad input 11: refuses the same key with %s', async (_, other) => {
    const key = randomUUID();
    await ask({ key });

    await expect(ask({ key, ...other })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_MISMATCH',
      kind: 'conflict',
    });
    await expect(timesDone()).resolves.toBe(1);
  });

  it('does the work for the next who asks when it was undone', async () => {
    const key = randomUUID();
    await expect(ask({ key, fails: true })).rejects.toThrow('half way');

    await expect(ask({ key })).resolves.toMatchObject({ replayed: false });
    await expect(timesDone()).resolves.toBe(1);
  });

  it('keeps the keys of tenants apart', async () => {
    const key = randomUUID();
    await ask({ key });

    await expect(ask({ key, tenant: await test.tenant() })).resolves.toMatchObject({ replayed: false });
  });

  it('remembers a key for at least a day', async () => {
    const [recent, old] = [randomUUID(), randomUUID()];
    await ask({ key: recent });
    await ask({ key: old });
    await test.admin(`update idempotency_key set created_at = now() - interval '25 hours' where key = $1`, [
      old,
    ]);
    await test.database.tenant(tenant, (tx) => forgetIdempotencyKeys(tx, 1));

    await expect(ask({ key: recent })).resolves.toMatchObject({ replayed: true });
    await expect(ask({ key: old })).resolves.toMatchObject({ replayed: false });
  });

  it('has entities that describe the tables the migrations build', async () => {
    const { upQueries } = await test.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
