import { randomUUID } from 'node:crypto';
import { TestDatabase } from '@gateway/testing';
import { vaultStorage } from './vault.storage';

describe('the tables of the vault', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create(vaultStorage);
  });
  afterAll(() => test.drop());

  it('are what the entities describe', async () => {
    const { upQueries } = await test.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query).filter((query) => query.includes('vault_'))).toEqual([]);
  });

  it.each(['vault_tenant_key', 'vault_secret', 'vault_subject_key'])(
    '%s is seen by its tenant only',
    async (table) => {
      const rows = await test.admin(
        `select relrowsecurity and relforcerowsecurity as forced from pg_class where relname = $1`,
        [table],
      );

      expect(rows).toEqual([{ forced: true }]);
    },
  );

  it('take no key in the name of another tenant', async () => {
    const [own, other] = [await test.tenant(), await test.tenant()];
    const writing = test.database.tenant(own, (tx) =>
      tx.query(`insert into vault_tenant_key (tenant_id, id, kek_id, wrapped) values ($1, $2, 'k', 'x')`, [
        other,
        randomUUID(),
      ]),
    );

    await expect(writing).rejects.toMatchObject({ code: 'STATEMENT_FAILED' });
  });

  it('let the application delete no secret, only empty it', async () => {
    const deleting = test.database.tenant(await test.tenant(), (tx) => tx.query('delete from vault_secret'));

    await expect(deleting).rejects.toMatchObject({ facts: { sqlState: '42501' } });
  });
});
