import { TestDatabase } from '@gateway/testing';

describe('ensure_month_partitions', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create();
    await test.admin(`
      create table happening (tenant_id uuid not null, id int not null, at timestamptz not null,
        primary key (tenant_id, id, at)) partition by range (at);
      select protect_tenant_table('happening');
    `);
  });

  afterAll(() => test.drop());

  const ensure = (months: number) =>
    test.database.global((tx) =>
      tx.query<object[]>('select ensure_month_partitions($1, $2)', ['happening', months]),
    );
  const partitions = async () =>
    (
      await test.admin<{ name: string }>(
        `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'happening'::regclass order by 1`,
      )
    ).map(({ name }) => name);

  it('makes each month once, however many ask at the same moment', async () => {
    await Promise.all(Array.from({ length: 6 }, () => ensure(1)));

    await expect(partitions()).resolves.toHaveLength(3);
  });

  it('moves what was caught by the default partition to its month', async () => {
    const tenant = await test.tenant();
    await test.admin(
      `insert into happening values ($1, 1, date_trunc('month', now()) + interval '2 months 3 days')`,
      [tenant],
    );

    await ensure(2);

    await expect(test.admin('select count(*)::int as count from happening_default')).resolves.toEqual([
      { count: 0 },
    ]);
    await expect(test.database.tenant(tenant, (tx) => tx.query('select id from happening'))).resolves.toEqual(
      [{ id: 1 }],
    );
  });

  it('keeps a partition out of reach except through its parent', async () => {
    const [name] = await partitions();

    await expect(test.database.global((tx) => tx.query(`select from ${name}`))).rejects.toMatchObject({
      sqlState: '42501',
    });
  });
});
