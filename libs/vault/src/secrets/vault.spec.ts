import { createSecureContext } from 'node:tls';
import { inspect } from 'node:util';
import { makeCa, TestDatabase } from '@gateway/testing';
import { developmentKeys } from '../keys/development-keys';
import { TenantKeys } from '../keys/tenant-keys';
import { SealBroken } from '../keys/vault-errors';
import { vaultStorage } from '../storage/vault.storage';
import { AccessTable } from '../testing/access-table';
import type { SecretBuffer } from './secret-buffer';
import { Vault } from './vault';

const CANARY = 'Muster-Kennwort-7';
const ref = {
  connection: 'c1',
  endpoint: 'https://kita.example/import',
  purpose: 'interface-password',
  name: 'zentral',
};
const use = { actor: { type: 'system', id: 'scheduler' }, purpose: 'transfer', request: 'run-1' } as const;
const text = (secret: SecretBuffer) => Promise.resolve(secret.text);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

describe('the vault', () => {
  let test: TestDatabase;
  let tenant: string;
  let accesses: AccessTable;
  let vault: Vault;
  const as = <T>(work: Parameters<typeof test.database.tenant<T>>[1], who = tenant) =>
    test.database.tenant(who, work);

  beforeAll(async () => {
    test = await TestDatabase.create(vaultStorage);
    accesses = await AccessTable.create(test);
    vault = new Vault(test.database, new TenantKeys(developmentKeys('test')), accesses);
  });
  beforeEach(async () => {
    tenant = await test.tenant();
    await test.admin('truncate access_seen');
  });
  afterAll(() => test.drop());

  it('opens a secret for one piece of work, after the access is on record, and wipes it', async () => {
    await as((tx) => vault.put(tx, ref, CANARY, { description: { kind: 'password' } }));
    let kept: SecretBuffer | undefined;
    let bytes: Buffer | undefined;

    const answer = await vault.use(tenant, ref, use, async (secret, meta) => {
      kept = secret;
      bytes = secret.bytes;
      return { text: secret.text, meta, seen: await accesses.committed() };
    });

    expect(answer).toMatchObject({
      text: CANARY,
      meta: { ref, version: 1, description: { kind: 'password' } },
      seen: [{ tenant, ref, version: 1, ...use }],
    });
    expect(() => kept?.text).toThrow(/wiped/);
    expect(bytes?.every((byte) => byte === 0)).toBe(true);
  });

  it('opens a secret within a transaction, and has it on record with what that transaction does', async () => {
    await as((tx) => vault.put(tx, ref, CANARY));
    const undone = as(async (tx) => {
      const { secret } = await vault.open(tx, tenant, ref, use);
      secret.wipe();
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await expect(accesses.committed()).resolves.toEqual([]);

    const { secret, meta } = await as((tx) => vault.open(tx, tenant, ref, use));

    expect(secret.text).toBe(CANARY);
    expect(meta).toMatchObject({ ref, version: 1 });
    await expect(accesses.committed()).resolves.toMatchObject([{ tenant, ref, version: 1, ...use }]);
    secret.wipe();
  });

  it('leaves a transaction as it was when a secret cannot be opened in it', async () => {
    const one = as(async (tx) => {
      await expect(vault.open(tx, tenant, ref, use)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      return tx.query<unknown[]>('select 1 as one');
    });

    await expect(one).resolves.toEqual([{ one: 1 }]);
  });

  it('wipes the secret of work that fails', async () => {
    await as((tx) => vault.put(tx, ref, CANARY));
    let kept: SecretBuffer | undefined;

    const failing = vault.use(tenant, ref, use, (secret) => {
      kept = secret;
      return Promise.reject(new Error('the partner is gone'));
    });

    await expect(failing).rejects.toThrow('the partner is gone');
    expect(() => kept?.bytes).toThrow(/wiped/);
  });

  it('keeps a secret closed if the access cannot be written down', async () => {
    await as((tx) => vault.put(tx, ref, CANARY));
    const released = jest.fn();
    const failing = { record: () => Promise.reject(new Error('disk full')) };
    const keys = new TenantKeys(developmentKeys('test'));

    for (const recorder of [undefined, failing]) {
      const opening = new Vault(test.database, keys, recorder).use(tenant, ref, use, released);
      await expect(opening).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE', kind: 'unavailable' });
    }
    expect(released).not.toHaveBeenCalled();
    expect(await accesses.committed()).toEqual([]);
  });

  it('uses the newest version that has begun, and not one to come', async () => {
    await as(async (tx) => {
      await vault.put(tx, ref, 'first', { validFrom: inDays(-2) });
      await vault.put(tx, ref, 'second', { validFrom: inDays(-1) });
      await vault.put(tx, ref, 'third', { validFrom: inDays(1) });
    });

    expect(await vault.use(tenant, ref, use, text)).toBe('second');
  });

  it('goes on with a version that has not expired, and uses none that has', async () => {
    await as(async (tx) => {
      await vault.put(tx, ref, 'first', { validFrom: inDays(-3) });
      await vault.put(tx, ref, 'second', { validFrom: inDays(-2), expiresAt: inDays(-1) });
    });
    expect(await vault.use(tenant, ref, use, text)).toBe('first');

    await as((tx) => vault.retire(tx, ref, 1));
    await expect(vault.use(tenant, ref, use, text)).rejects.toMatchObject({
      code: 'SECRET_EXPIRED',
      facts: { version: 2, since: inDays(-1).toISOString().slice(0, 10) },
    });
  });

  it('Kita 11: leaves a locked version alone until a person unlocks it', async () => {
    await as((tx) => vault.put(tx, ref, 'falsch'));
    await as((tx) => vault.lock(tx, ref, 1, 'KP-Z10'));

    await expect(vault.use(tenant, ref, use, text)).rejects.toMatchObject({
      code: 'SECRET_LOCKED',
      facts: { kp: 'KP-Z11', version: 1, lockCode: 'KP-Z10' },
    });
    expect(await as((tx) => vault.list(tx))).toMatchObject([
      { lockCode: 'KP-Z10', lockedAt: expect.any(Date) },
    ]);
    expect(await accesses.committed()).toEqual([]);

    await as((tx) => vault.unlock(tx, ref, 1));
    expect(await vault.use(tenant, ref, use, text)).toBe('falsch');
  });

  it('does not fall back to an older version when the newest is locked', async () => {
    await as(async (tx) => {
      await vault.put(tx, ref, 'old', { validFrom: inDays(-1) });
      await vault.put(tx, ref, 'new');
      await vault.lock(tx, ref, 2, 'KP-Z09');
    });

    await expect(vault.use(tenant, ref, use, text)).rejects.toMatchObject({ code: 'SECRET_LOCKED' });
  });

  it('keeps of a retired version only what was said about it', async () => {
    await as((tx) => vault.put(tx, ref, CANARY, { description: { serialNumber: '0A' } }));
    await as((tx) => vault.retire(tx, ref, 1));

    await expect(vault.use(tenant, ref, use, text)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(as((tx) => vault.retire(tx, ref, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await as((tx) => vault.list(tx))).toMatchObject([
      { version: 1, description: { serialNumber: '0A' }, retiredAt: expect.any(Date) },
    ]);
    expect(
      await test.admin('select sealed, wrapped_key, data_key_id from vault_secret where tenant_id = $1', [
        tenant,
      ]),
    ).toEqual([{ sealed: null, wrapped_key: null, data_key_id: null }]);
  });

  it('numbers versions without a gap when many write at once', async () => {
    const versions = await Promise.all(
      Array.from({ length: 12 }, () => as((tx) => vault.put(tx, ref, CANARY))),
    );

    expect(versions.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('lists what matches, without anything secret', async () => {
    await as(async (tx) => {
      await vault.put(tx, ref, CANARY);
      await vault.put(tx, { ...ref, connection: 'c2' }, CANARY, { expiresAt: new Date('2030-01-01') });
    });

    const listed = await as((tx) => vault.list(tx, { connection: 'c2' }));

    expect(listed).toEqual([
      {
        ref: { ...ref, connection: 'c2' },
        version: 1,
        description: {},
        createdAt: expect.any(Date),
        validFrom: expect.any(Date),
        expiresAt: new Date('2030-01-01'),
      },
    ]);
  });

  it('shows another tenant nothing', async () => {
    await as((tx) => vault.put(tx, ref, CANARY));
    const other = await test.tenant();

    expect(await as((tx) => vault.list(tx), other)).toEqual([]);
    await expect(vault.use(other, ref, use, text)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each([
    'connection',
    'endpoint',
    'purpose',
    'name',
    'version',
    'tenant_id',
    'data_key_id',
    'tenant_key_id',
  ])('does not open a ciphertext moved to another %s', async (column) => {
    const other = await test.tenant();
    await as((tx) => vault.put(tx, ref, CANARY));
    await as((tx) => vault.put(tx, { ...ref, name: 'other' }, CANARY), other);
    const moved: Record<string, string> = {
      version: '2',
      tenant_id: other,
      data_key_id: other,
      tenant_key_id: '00000000-0000-7000-8000-000000000001',
    };
    await test.admin(
      `insert into vault_tenant_key (tenant_id, id, kek_id, wrapped)
         select $1, $2, 'copy', wrapped from vault_tenant_key where tenant_id = $1`,
      [tenant, moved.tenant_key_id],
    );
    await test.admin(
      `update vault_secret set ${column} = $2 ${column === 'tenant_id' ? `, tenant_key_id = (select id from vault_tenant_key where tenant_id = $2)` : ''}
         where tenant_id = $1`,
      [tenant, moved[column] ?? 'moved'],
    );
    if (column === 'tenant_key_id')
      await test.admin(
        `update vault_tenant_key set kek_id = case kek_id when 'copy' then 'development' else 'away' end where tenant_id = $1`,
        [tenant],
      );
    const place = { ...ref, ...(column in ref ? { [column]: 'moved' } : {}) };

    const opening = vault.use(column === 'tenant_id' ? other : tenant, place, use, text);

    await expect(opening).rejects.toThrow(SealBroken);
    expect(await accesses.committed()).toHaveLength(column === 'data_key_id' ? 1 : 0);
  });

  it('writes neither the secret nor a key of it into the database', async () => {
    await as((tx) => vault.put(tx, ref, CANARY, { description: { kind: 'password' } }));
    const rows = await test.admin('select s::text as row from vault_secret s where tenant_id = $1', [tenant]);

    expect(JSON.stringify(rows)).not.toContain(CANARY);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from(CANARY).toString('hex'));
  });

  it('has no secret in what goes wrong', async () => {
    await as((tx) => vault.put(tx, ref, CANARY, { validFrom: inDays(-2), expiresAt: inDays(-1) }));
    const errors = [await vault.use(tenant, ref, use, text).catch((error: unknown) => error)];
    await as((tx) => vault.lock(tx, ref, 1, 'KP-Z10'));
    errors.push(await vault.use(tenant, ref, use, text).catch((error: unknown) => error));
    await test.admin(
      `update vault_secret set sealed = 'x', lock_code = null, locked_at = null, expires_at = null
       where tenant_id = $1`,
      [tenant],
    );
    errors.push(await vault.use(tenant, ref, use, text).catch((error: unknown) => error));
    errors.push(
      await as((tx) => vault.put(tx, { ...ref, name: '\0' }, CANARY)).catch((error: unknown) => error),
    );

    expect(errors.every((error) => error instanceof Error)).toBe(true);
    expect(inspect([errors, vault], { depth: 12, showHidden: true })).not.toContain(CANARY);
  });

  it('feeds TLS with key and chain from one secret', async () => {
    const { keyPem, chainPem } = makeCa().issue({ cn: 'traeger-muster', clientAuth: true });
    await as((tx) => vault.put(tx, { ...ref, purpose: 'tls-client' }, Buffer.from(keyPem + chainPem)));

    const context = vault.use(tenant, { ...ref, purpose: 'tls-client' }, use, ({ bytes }) =>
      Promise.resolve(createSecureContext({ key: bytes, cert: bytes })),
    );

    await expect(context).resolves.toBeDefined();
  });
});
