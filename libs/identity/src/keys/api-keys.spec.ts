import { auditStorage, AuditTrail } from '@gateway/audit';
import { newId } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { identityStorage } from '../identity.module';
import { ApiKeys, type NewKey } from './api-keys';

const DAY = 86_400_000;
const actor = { type: 'user', id: newId(), auth: 'session' } as const;

describe('ApiKeys', () => {
  let test: TestDatabase;
  let keys: ApiKeys;
  let tenant: string;

  beforeAll(async () => {
    test = await TestDatabase.create(auditStorage, identityStorage);
    keys = new ApiKeys(test.database, new AuditTrail());
  });

  beforeEach(async () => {
    tenant = await test.tenant();
  });

  afterAll(() => test.drop());

  const create = (wish: Partial<NewKey> = {}) =>
    test.database.tenant(tenant, (tx) =>
      keys.create(tx, actor, {
        tenant,
        name: 'Kita-Software',
        scopes: ['records:read', 'records:write'],
        ...wish,
      }),
    );
  const list = (of = tenant) => test.database.tenant(of, (tx) => keys.list(tx));
  const revoke = (id: string, of = tenant) => test.database.tenant(of, (tx) => keys.revoke(tx, actor, id));
  const rotate = (id: string, of = tenant) => test.database.tenant(of, (tx) => keys.rotate(tx, actor, id));
  const age = (id: string, column: string, ago: string) =>
    test.admin(`update api_key set ${column} = now() - $2::interval where id = $1`, [id, ago]);
  const audited = async () => {
    const rows = await test.admin<{ body: string }>(
      'select body from audit_entry where stream like $1 order by seq',
      [`${tenant}/%`],
    );
    return rows.map(({ body }) => body);
  };

  it('tells who holds a token', async () => {
    const { key, token } = await create();

    await expect(keys.authenticate(tenant, token)).resolves.toEqual({
      tenant,
      actor: { type: 'key', id: key.id, auth: 'api-key' },
      permissions: new Set(['records:read', 'records:write']),
    });
  });

  it('knows nobody by a wrong secret, another tenant or no token at all', async () => {
    const { token } = await create();
    const other = await test.tenant();
    const wrong = `${token.slice(0, -5)}AAAA${token.slice(-1)}`;

    const answers = await Promise.all([
      keys.authenticate(tenant, wrong),
      keys.authenticate(tenant, ''),
      keys.authenticate(other, token),
      keys.authenticate(newId(), token),
      keys.authenticate('not-a-tenant', token),
    ]);
    expect(answers).toEqual(answers.map(() => undefined));
  });

  it('ends a key a year after its birth unless told otherwise', async () => {
    const { key } = await create();

    expect(Math.round((key.expiresAt.getTime() - key.createdAt.getTime()) / DAY)).toBe(365);
  });

  it.each([-1, 0, 800, Number.NaN])('makes no key that lasts %d days', async (days) => {
    await expect(create({ expiresAt: new Date(Date.now() + days * DAY) })).rejects.toMatchObject({
      code: 'KEY_EXPIRY_INVALID',
    });
    await expect(list()).resolves.toEqual([]);
  });

  it('tells only the holder of the secret that a key has expired', async () => {
    const { key, token } = await create();
    await age(key.id, 'expires_at', '1 second');

    await expect(keys.authenticate(tenant, token)).rejects.toMatchObject({ code: 'KEY_EXPIRED' });
    await expect(
      keys.authenticate(tenant, `${token.slice(0, -5)}AAAA${token.slice(-1)}`),
    ).resolves.toBeUndefined();
  });

  it('ends a revoked key at once', async () => {
    const { key, token } = await create();
    await revoke(key.id);
    await revoke(key.id);

    await expect(keys.authenticate(tenant, token)).rejects.toMatchObject({ code: 'KEY_EXPIRED' });
    await expect(audited()).resolves.toHaveLength(2);
  });

  it('changes a key over without a gap', async () => {
    const old = await create();
    const next = await rotate(old.key.id);

    expect(next.key).toMatchObject({ name: 'Kita-Software', scopes: old.key.scopes });
    await expect(keys.authenticate(tenant, next.token)).resolves.toBeDefined();
    await expect(keys.authenticate(tenant, old.token)).resolves.toBeDefined();
    const [, ending] = await list();
    const hours = (ending!.expiresAt.getTime() - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThanOrEqual(24);
  });

  it('never lets a rotation prolong a key, or bring back one that has ended', async () => {
    const old = await create({ expiresAt: new Date(Date.now() + 3_600_000) });
    await rotate(old.key.id);
    const [, ending] = await list();
    expect(ending!.expiresAt).toEqual(old.key.expiresAt);

    await revoke(old.key.id);
    await expect(rotate(old.key.id)).rejects.toMatchObject({ code: 'KEY_NOT_USABLE' });
  });

  it('notes the use of a key once a minute', async () => {
    const { key, token } = await create();
    const used = async () => (await list())[0]!.lastUsedAt;
    expect(await used()).toBeNull();

    await keys.authenticate(tenant, token);
    const first = await used();
    expect(first).not.toBeNull();
    await keys.authenticate(tenant, token);
    expect(await used()).toEqual(first);
    await age(key.id, 'last_used_at', '61 seconds');
    await keys.authenticate(tenant, token);
    expect((await used())!.getTime()).toBeGreaterThanOrEqual(first!.getTime());
  });

  it('gives a foreign key and one that never was the same answer', async () => {
    const { key } = await create();
    const other = await test.tenant();

    for (const act of [revoke, rotate]) {
      await expect(act(key.id, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(act(newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(act('x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(list(other)).resolves.toEqual([]);
  });

  it('keeps no secret anywhere and shows no hash', async () => {
    const { token } = await create();
    const secret = token.slice(-43);
    const [row] = await test.admin<{ row: string }>(
      'select api_key::text as row from api_key where tenant_id = $1',
      [tenant],
    );

    expect(row!.row).not.toContain(secret);
    expect(JSON.stringify([await list(), await audited()])).not.toContain(secret);
    expect(Object.keys((await list())[0]!)).not.toContain('secretHash');
  });

  it('writes down who created, rotated and revoked a key', async () => {
    const { key } = await create();
    const next = await rotate(key.id);
    await revoke(next.key.id);
    const entries = (await audited()).join('\n');

    for (const action of ['identity/key-created', 'identity/key-rotated', 'identity/key-revoked']) {
      expect(entries).toContain(action);
    }
    expect(entries).toContain(actor.id);
  });

  it('lets the application change nothing of a key but its end and its use', async () => {
    const { key } = await create();
    const change = (set: string) =>
      test.database.tenant(tenant, (tx) => tx.query(`update api_key set ${set} where id = $1`, [key.id]));

    await expect(change(`scopes = '{keys:write}'`)).rejects.toMatchObject({ sqlState: '42501' });
    await expect(change(`secret_hash = sha256('x')`)).rejects.toMatchObject({ sqlState: '42501' });
    await expect(test.database.tenant(tenant, (tx) => tx.query('delete from api_key'))).rejects.toMatchObject(
      { sqlState: '42501' },
    );
  });

  it('has entities that describe the tables the migrations build', async () => {
    const { upQueries } = await test.dataSource.driver.createSchemaBuilder().log();

    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
