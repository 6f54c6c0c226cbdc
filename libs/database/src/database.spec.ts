import { kept, newId, Tenant } from '@gateway/database';
import { StorageUnavailable } from '@gateway/errors';
import { TestDatabase } from '@gateway/testing';
import { StatementFailed } from './storage-error';

describe('Database', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create();
    await test.admin(`
      create table note (tenant_id uuid not null, id int not null, text text, primary key (tenant_id, id));
      select protect_tenant_table('note');
    `);
  });

  afterAll(() => test.drop());

  const notes = (tenant: string) =>
    test.database.tenant(tenant, (tx) => tx.query('select text from note order by id'));
  const write = (tenant: string, id: number, text: string, as = tenant) =>
    test.database.tenant(as, (tx) => tx.query('insert into note values ($1, $2, $3)', [tenant, id, text]));

  it('shows a tenant nothing of another, even without a WHERE', async () => {
    const [one, other] = [await test.tenant(), await test.tenant()];
    await write(one, 1, 'mine');
    await write(other, 1, 'theirs');

    await expect(notes(one)).resolves.toEqual([{ text: 'mine' }]);
    await expect(notes(other)).resolves.toEqual([{ text: 'theirs' }]);
  });

  it('refuses to write for another tenant', async () => {
    const [one, other] = [await test.tenant(), await test.tenant()];

    await expect(write(other, 1, 'planted', one)).rejects.toMatchObject({ sqlState: '42501' });
    await expect(notes(other)).resolves.toEqual([]);
  });

  it('carries no tenant over to the next transaction of the same connection', async () => {
    const tenant = await test.tenant();
    await write(tenant, 1, 'mine');
    const counts = Array.from({ length: 30 }, () =>
      test.database.global((tx) => tx.query('select count(*)::int as count from note')),
    );

    await expect(Promise.all(counts)).resolves.toEqual(counts.map(() => [{ count: 0 }]));
  });

  it('works under a role that owns nothing, bypasses nothing and is no superuser', async () => {
    const [role] = await test.database.global((tx) =>
      tx.query(`select current_user as name, rolsuper, rolbypassrls, rolcreaterole,
        (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
        from pg_roles where rolname = current_user`),
    );

    expect(role).toEqual({
      name: 'drehkreuz_app',
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      owned: 0,
    });
  });

  it('undoes everything when the work fails', async () => {
    const id = newId();
    const failing = test.database.global(async (tx) => {
      await tx.insert(Tenant, { id, name: 'Kita-Träger Musterstadt' });
      throw new Error('half way');
    });

    await expect(failing).rejects.toThrow('half way');
    await expect(test.dataSource.manager.countBy(Tenant, { id })).resolves.toBe(0);
  });

  it('passes on neither the value nor the text of a failed statement', async () => {
    const failure: unknown = await test.database
      .global((tx) => tx.query(`select $1::text::int`, ['CANARY-Lena']))
      .catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(StatementFailed);
    const { inspect } = await import('node:util');
    expect(`${inspect(failure, { depth: 9 })}${JSON.stringify(failure)}`).not.toContain('CANARY');
  });

  it('has PostgreSQL keep what is marked so, and nothing else', async () => {
    const statement = kept('select $1::int + 1 as sum');
    const names = await test.database.global(async (tx) => {
      await expect(tx.query(statement, [1])).resolves.toEqual([{ sum: 2 }]);
      await expect(tx.query(statement, [2])).resolves.toEqual([{ sum: 3 }]);
      return tx.query<{ statement: string }[]>(
        `select statement from pg_prepared_statements where statement like '%as sum%' and statement not like '%like%'`,
      );
    });

    expect(names).toEqual([{ statement }]);
  });

  it('takes nothing for a tenant but its UUID', async () => {
    const notOne = `'; drop table note; --`;

    await expect(async () => {
      await notes(notOne);
    }).rejects.toThrow('A tenant is named by its UUID');
  });

  it('says that the storage is unavailable when the connection dies', async () => {
    const dying = test.database.global(async (tx) => {
      const [backend] = await tx.query<{ pid: number }[]>('select pg_backend_pid() as pid');
      await test.admin('select pg_terminate_backend($1)', [backend?.pid]);
      await tx.query('select 1');
    });

    await expect(dying).rejects.toBeInstanceOf(StorageUnavailable);
    await expect(test.database.global((tx) => tx.query('select 1 as one'))).resolves.toEqual([{ one: 1 }]);
  });
});

describe('newId', () => {
  it('sorts by creation, also within one millisecond', () => {
    const ids = Array.from({ length: 5_000 }, () => newId());

    expect([...ids].sort()).toEqual(ids);
  });
});
