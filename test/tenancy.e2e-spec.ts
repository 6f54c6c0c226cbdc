import { TestDatabase } from '@gateway/testing';
import { storages } from '../apps/gateway/src/storages';

describe('the database catalogue', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await TestDatabase.create(...storages);
  });

  afterAll(() => test.drop());

  const unprotected = () =>
    test.admin(`
      select c.relname as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
        and not (c.relrowsecurity and c.relforcerowsecurity
                 and exists (select from pg_policy p where p.polrelid = c.oid
                             and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id = current_tenant()%'))
        and not (c.relispartition and not has_table_privilege('drehkreuz_app', c.oid, 'select, insert, update, delete'))
      order by 1`);

  it('shows every tenant table under forced row level security, partitions out of reach', async () => {
    await expect(unprotected()).resolves.toEqual([]);
  });

  it('would show a table that somebody forgot', async () => {
    await test.admin('create table forgotten (tenant_id uuid)');

    await expect(unprotected()).resolves.toEqual([{ name: 'forgotten' }]);

    await test.admin('drop table forgotten');
  });

  it('shows every key and index of a tenant table beginning with the tenant', async () => {
    const others = await test.admin(`
      select c.relname as "table", i.relname as "index"
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
      where c.relnamespace = 'public'::regnamespace and not c.relispartition and x.indkey[0] <> a.attnum
      order by 1, 2`);

    expect(others).toEqual([]);
  });

  it('shows functions that run as their owner only with a fixed search path', async () => {
    const loose = await test.admin(`
      select proname as name from pg_proc
      where prosecdef and pronamespace = 'public'::regnamespace
        and not exists (select from unnest(proconfig) as setting where setting like 'search_path=%')`);

    expect(loose).toEqual([]);
  });
});
