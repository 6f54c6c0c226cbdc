import { dataSourceOptions, newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { DataSource } from 'typeorm';
import { Deliveries } from '../deliveries';
import { DeliveryLists } from '../delivery-lists';
import { deliveryStorage } from '../delivery.module';
import { aNewRecord } from '../testing/a-new-record';

const now = new Date('2026-03-02T08:00:00Z');

describe('the tables of deliveries', () => {
  const deliveries = new Deliveries();
  const lists = new DeliveryLists();
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create(deliveryStorage);
  });
  afterAll(() => test.drop());

  it('are what the entities say', async () => {
    const owner = new DataSource(dataSourceOptions({ url: test.url, as: 'owner' }, [deliveryStorage]));
    await owner.initialize();
    const { upQueries } = await owner.driver.createSchemaBuilder().log();
    await owner.destroy();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('show a tenant nothing of another', async () => {
    const [mine, theirs] = [await test.tenant(), await test.tenant()];
    const connectionId = newId();
    const record = aNewRecord();
    await test.database.tenant(theirs, (tx) => deliveries.accept(tx, connectionId, [record], now));

    await test.database.tenant(mine, async (tx) => {
      await expect(lists.find(tx, [record.id])).resolves.toEqual([]);
      await expect(
        deliveries.apply(tx, [{ id: record.id, event: { type: 'supersede', by: null } }], now),
      ).resolves.toMatchObject({ skipped: [{ because: 'missing' }] });
      await expect(
        deliveries.claim(
          tx,
          { connectionId, limit: 9, callId: newId(), leaseUntil: new Date('2026-03-02T09:00:00Z') },
          now,
        ),
      ).resolves.toEqual([]);
      const counts = await lists.counts(tx, { from: '2026-03-02', to: '2026-03-02' });
      expect(counts.accepted).toBe(0);
    });
  });

  it('let two tenants use the same id, connection and record key without noticing', async () => {
    const [one, other] = [await test.tenant(), await test.tenant()];
    const connectionId = newId();
    const record = aNewRecord();
    const accept = (tenant: string) =>
      test.database.tenant(tenant, (tx) => deliveries.accept(tx, connectionId, [record], now));

    await expect(accept(one)).resolves.toMatchObject([{ result: 'accepted' }]);
    await expect(accept(other)).resolves.toMatchObject([{ result: 'accepted' }]);
  });

  it('keep the partitions out of reach, except through the archive itself', async () => {
    const partitions = await test.admin<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = 'delivery_archive'::regclass order by 1`,
    );
    expect(partitions.length).toBeGreaterThanOrEqual(5);
    const reachable = await test.admin(
      `select name from unnest($1::text[]) as name
       where has_table_privilege('drehkreuz_app', name, 'select, insert, update, delete, truncate')`,
      [partitions.map(({ name }) => name)],
    );
    expect(reachable).toEqual([]);
  });

  it('file what has no month of its own in the partition that catches all', async () => {
    const tenant = await test.tenant();
    const record = aNewRecord();
    const longAgo = new Date('1999-12-31T23:00:00Z');
    await test.database.tenant(tenant, async (tx) => {
      await deliveries.accept(tx, newId(), [record], longAgo);
      await deliveries.apply(
        tx,
        [{ id: record.id, event: { type: 'resolve', by: 'p', reason: 'r' } }],
        longAgo,
      );
      await expect(lists.find(tx, [record.id])).resolves.toHaveLength(1);
    });

    await expect(
      test.admin('select id from delivery_archive_default where id = $1', [record.id]),
    ).resolves.toEqual([{ id: record.id }]);
  });

  it('are gone without a trace when the migrations are undone', async () => {
    const other = await TestDatabase.create(deliveryStorage);
    const owner = new DataSource(dataSourceOptions({ url: other.url, as: 'owner' }, [deliveryStorage]));
    await owner.initialize();
    let left = deliveryStorage.migrations.length;
    while (left-- > 0) await owner.undoLastMigration();
    await owner.destroy();

    await expect(
      other.admin(`
        select relname from pg_class where relname like 'delivery%'
        union all select proname from pg_proc where proname like 'delivery%'`),
    ).resolves.toEqual([]);
    await other.drop();
  });
});
