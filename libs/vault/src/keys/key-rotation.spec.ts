import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabase } from '@gateway/testing';
import { ErasureLedger } from '../erasure/erasure-ledger';
import { Payloads } from '../payloads/payloads';
import { SubjectKeys } from '../payloads/subject-keys';
import type { SecretBuffer } from '../secrets/secret-buffer';
import { Vault } from '../secrets/vault';
import { vaultStorage } from '../storage/vault.storage';
import { AccessTable } from '../testing/access-table';
import { KeyFile, newKeyLine } from './key-file';
import type { KeyProvider } from './key-provider';
import { KeyRotation } from './key-rotation';
import { TenantKeys } from './tenant-keys';

const ref = { connection: 'c', endpoint: 'e', purpose: 'password', name: 'zentral' };
const use = { actor: { type: 'system', id: 'test' }, purpose: 'test' } as const;
const text = (secret: SecretBuffer) => Promise.resolve(secret.text);

const nothing = () => Promise.resolve();

/** What one process of the gateway has. `meanwhile` happens whenever its provider is asked to unwrap. */
async function aProcess(test: TestDatabase, path: string, accesses: AccessTable, meanwhile = nothing) {
  const file = await KeyFile.open(path);
  const provider: KeyProvider = {
    get currentId() {
      return file.currentId;
    },
    wrap: (plain, context) => file.wrap(plain, context),
    unwrap: async (wrapped, context) => {
      await meanwhile();
      return file.unwrap(wrapped, context);
    },
    reload: () => file.reload(),
    destroy: (keyId) => file.destroy(keyId),
    health: () => file.health(),
  };
  const keys = new TenantKeys(provider);
  return {
    provider,
    keys,
    vault: new Vault(test.database, keys, accesses),
    payloads: new Payloads(new SubjectKeys(keys), new ErasureLedger({})),
    rotation: new KeyRotation(test.database, keys, provider),
  };
}

describe('the rotation of the key-encryption key', () => {
  let test: TestDatabase;
  let accesses: AccessTable;
  let folder: string;
  let path: string;
  const write = (...lines: string[]) => writeFile(path, lines.join('\n'), { mode: 0o600 });

  beforeEach(async () => {
    test = await TestDatabase.create(vaultStorage);
    accesses = await AccessTable.create(test);
    folder = await mkdtemp(join(tmpdir(), 'rotation-'));
    path = join(folder, 'vault.keys');
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
    await test.drop();
  });

  it('moves everything, and the old key is of no use afterwards', async () => {
    const [first, second] = [newKeyLine('k1'), newKeyLine('k2')];
    await write(first);
    const { vault, payloads, rotation, provider } = await aProcess(test, path, accesses);
    const tenant = await test.tenant();
    const subjects = await test.database.tenant(tenant, async (tx) => {
      await vault.put(tx, ref, 'Muster');
      return payloads.subjects(tx, tenant, ['a', 'b', 'c']);
    });
    const subject = subjects.get('a')!;
    const [sealed] = await test.database.tenant(tenant, (tx) =>
      payloads.seal(tx, tenant, [{ subject, context: 'c', plain: 'Kind' }]),
    );

    await write(second, first);
    await provider.reload?.();
    await expect(rotation.destroy('k2')).rejects.toMatchObject({ code: 'VAULT_KEY_IN_USE' });
    await expect(rotation.destroy('k1')).rejects.toMatchObject({
      code: 'VAULT_KEY_IN_USE',
      facts: { keyId: 'k1', tenantKeys: 1 },
    });
    expect(await rotation.rewrapAll(2)).toEqual({ rewrapped: 5, broken: 0, remaining: 0 });
    expect(await rotation.rewrapAll(2)).toEqual({ rewrapped: 0, broken: 0, remaining: 0 });
    await rotation.destroy('k1');

    await write(second);
    const restarted = await aProcess(test, path, accesses);
    expect(await restarted.vault.use(tenant, ref, use, text)).toBe('Muster');
    expect(
      await test.database.tenant(tenant, (tx) =>
        restarted.payloads.open(tx, tenant, [{ subject, context: 'c', sealed: sealed! }]),
      ),
    ).toEqual([Buffer.from('Kind')]);
  });

  it('makes new tenant keys, so that an old backup dies with the old key', async () => {
    const [first, second] = [newKeyLine('k1'), newKeyLine('k2')];
    await write(first);
    const { vault, rotation, provider } = await aProcess(test, path, accesses);
    const tenant = await test.tenant();
    await test.database.tenant(tenant, (tx) => vault.put(tx, ref, 'Muster'));
    const [backup] = await test.admin('select wrapped_key, tenant_key_id from vault_secret');
    const [backupKey] = await test.admin('select * from vault_tenant_key');

    await write(second, first);
    await provider.reload?.();
    await rotation.rewrapAll();
    await rotation.destroy('k1');
    await test.admin('insert into vault_tenant_key select $1, $2, $3, $4, now()', [
      tenant,
      backupKey!.id,
      'k1',
      backupKey!.wrapped,
    ]);
    await test.admin('update vault_secret set wrapped_key = $1, tenant_key_id = $2', [
      backup!.wrapped_key,
      backup!.tenant_key_id,
    ]);

    await expect(vault.use(tenant, ref, use, text)).rejects.toMatchObject({
      code: 'VAULT_SEALED',
      facts: { keyId: 'k1' },
    });
  });

  it('leaves what it cannot open, counts it, and keeps its key', async () => {
    const [first, second] = [newKeyLine('k1'), newKeyLine('k2')];
    await write(first);
    const { vault, rotation, provider } = await aProcess(test, path, accesses);
    const tenant = await test.tenant();
    await test.database.tenant(tenant, (tx) => vault.put(tx, ref, 'Muster'));
    await test.database.tenant(tenant, (tx) => vault.put(tx, { ...ref, name: 'other' }, 'Muster'));
    await test.admin(`update vault_secret set wrapped_key = 'altered' where name = 'other'`);

    await write(second, first);
    await provider.reload?.();

    expect(await rotation.rewrapAll(1)).toEqual({ rewrapped: 1, broken: 1, remaining: 1 });
    await expect(rotation.destroy('k1')).rejects.toMatchObject({ code: 'VAULT_KEY_IN_USE' });
  });

  it('leaves a tenant key to whoever is about to seal under it', async () => {
    const [first, second] = [newKeyLine('k1'), newKeyLine('k2')];
    await write(first);
    const slow = await aProcess(test, path, accesses);
    const tenant = await test.tenant();
    await test.database.tenant(tenant, (tx) => slow.vault.put(tx, ref, 'Muster'));
    await write(second, first);
    const { rotation } = await aProcess(test, path, accesses);

    await test.database.tenant(tenant, async (tx) => {
      await slow.keys.current(tx, tenant);
      expect(await rotation.rewrapAll()).toEqual({ rewrapped: 1, broken: 0, remaining: 1 });
      await slow.vault.put(tx, ref, 'Muster');
    });

    expect(await rotation.rewrapAll()).toEqual({ rewrapped: 1, broken: 0, remaining: 0 });
  });

  it('may be over between reading and opening: then what was read is read again', async () => {
    const lines = [newKeyLine('k1'), newKeyLine('k2'), newKeyLine('k3')] as const;
    await write(lines[0]);
    const pending: (() => Promise<void>)[] = [];
    const meanwhile = () => pending.pop()?.() ?? nothing();
    const { vault, payloads, keys, provider, rotation } = await aProcess(test, path, accesses, meanwhile);
    const rotate = async (from: string, ...file: string[]) => {
      await write(...file);
      await provider.reload?.();
      await rotation.rewrapAll();
      await rotation.destroy(from);
    };
    const tenant = await test.tenant();
    const subjects = await test.database.tenant(tenant, async (tx) => {
      await vault.put(tx, ref, 'Muster');
      return payloads.subjects(tx, tenant, ['a']);
    });

    keys.forget();
    pending.push(() => rotate('k1', lines[1], lines[0]));
    expect(await vault.use(tenant, ref, use, text)).toBe('Muster');
    expect(provider.currentId).toBe('k2');

    keys.forget();
    pending.push(() => rotate('k2', lines[2], lines[1]));
    const pseudonyms = await test.database.tenant(tenant, (tx) =>
      payloads.pseudonyms(tx, tenant, [...subjects.values()]),
    );
    expect(pseudonyms.size).toBe(1);
    expect(provider.currentId).toBe('k3');
  });

  it('happens twice in a row under load in two processes, and no call fails', async () => {
    const lines = [newKeyLine('k1'), newKeyLine('k2'), newKeyLine('k3')] as const;
    await write(lines[0]);
    const operator = await aProcess(test, path, accesses);
    const worker = await aProcess(test, path, accesses);
    const tenants = [await test.tenant(), await test.tenant()] as const;
    let done = false;
    let calls = 0;

    const load = async ({ vault, payloads }: typeof operator, tenant: string, lane: string) => {
      const own = { ...ref, name: lane };
      for (let round = 0; !done; round++) {
        await test.database.tenant(tenant, (tx) => vault.put(tx, own, `${lane}-${round.toString()}`));
        const read = await vault.use(tenant, own, use, text);
        const key = `${lane}-${(round % 7).toString()}`;
        const opened = await test.database.tenant(tenant, async (tx) => {
          const subject = (await payloads.subjects(tx, tenant, [key])).get(key)!;
          const [sealed] = await payloads.seal(tx, tenant, [{ subject, context: key, plain: key }]);
          return payloads.open(tx, tenant, [{ subject, context: key, sealed: sealed! }]);
        });
        if (read !== `${lane}-${round.toString()}` || opened[0]?.toString() !== key)
          throw new Error('wrong content');
        calls++;
      }
    };
    const lanes = [
      load(operator, tenants[0], 'a'),
      load(operator, tenants[1], 'b'),
      load(worker, tenants[0], 'c'),
      load(worker, tenants[1], 'd'),
    ];
    const running = Promise.all(lanes);
    const progress = async (count: number) => {
      const from = calls;
      while (calls < from + count)
        await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
    };

    const rotate = async (from: string, ...file: string[]) => {
      await progress(20);
      await write(...file);
      await operator.provider.reload?.();
      await progress(20);
      await worker.provider.reload?.();
      let left = 1;
      while (left > 0) left = (await operator.rotation.rewrapAll(3)).remaining;
      await operator.rotation.destroy(from);
      await progress(20);
    };
    await rotate('k1', lines[1], lines[0]);
    await rotate('k2', lines[2], lines[1]);
    done = true;

    await expect(running).resolves.toBeDefined();
    expect(await operator.rotation.dependents('k3')).toBe(2);
    expect(await test.admin('select distinct kek_id from vault_tenant_key')).toEqual([{ kek_id: 'k3' }]);
  });
});
