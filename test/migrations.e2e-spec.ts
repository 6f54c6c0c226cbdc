import { migrate, revertMigration } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { storages } from '../apps/gateway/src/storages';

describe('migrations', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create(...storages);
  });

  afterAll(() => test.drop());

  it('build exactly what the entities describe', async () => {
    const { upQueries } = await test.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can all be undone, and done again', async () => {
    await test.dataSource.destroy();
    const undone: string[] = [];
    for (
      let name = await revertMigration(test.url, storages);
      name;
      name = await revertMigration(test.url, storages)
    )
      undone.push(name);

    await expect(
      test.admin(`select tablename from pg_tables where schemaname in ('public', 'pgboss')`),
    ).resolves.toEqual([{ tablename: 'migrations' }]);
    await expect(
      test.admin(`select proname from pg_proc where pronamespace = 'public'::regnamespace`),
    ).resolves.toEqual([]);

    const { applied } = await migrate(test.url, storages);
    expect(applied).toEqual([...undone].reverse());
  });
});
