import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '@gateway/database';
import { TestDatabase } from '@gateway/testing';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { newKeyLine } from './keys/key-file';
import { KEY_PROVIDER, type KeyProvider } from './keys/key-provider';
import { Payloads } from './payloads/payloads';
import { Vault } from './secrets/vault';
import { vaultStorage } from './storage/vault.storage';
import { AccessTable } from './testing/access-table';
import { VaultConfig } from './vault.config';
import { VaultModule } from './vault.module';

const ref = { connection: 'c', endpoint: 'e', purpose: 'password', name: 'zentral' };
const use = { actor: { type: 'user', id: 'u1' }, purpose: 'test' } as const;

@Module({})
class Surroundings {}

describe('the module of the vault', () => {
  let test: TestDatabase;
  let accesses: AccessTable;
  beforeAll(async () => {
    test = await TestDatabase.create(vaultStorage);
    accesses = await AccessTable.create(test);
  });
  afterAll(() => test.drop());

  const surroundings = (config: VaultConfig) => ({
    module: Surroundings,
    global: true,
    providers: [
      { provide: Database, useValue: test.database },
      { provide: VaultConfig, useValue: config },
    ],
    exports: [Database, VaultConfig],
  });
  const start = (config: VaultConfig, vault: Parameters<typeof Test.createTestingModule>[0]['imports']) =>
    Test.createTestingModule({ imports: [surroundings(config), ...(vault ?? [])] }).compile();
  const open = async (vault: Vault) => {
    const tenant = await test.tenant();
    await test.database.tenant(tenant, (tx) => vault.put(tx, ref, 'Muster'));
    return vault.use(tenant, ref, use, ({ text }) => Promise.resolve(text));
  };

  it('releases no secret unless somebody writes accesses down', async () => {
    const module = await start({}, [VaultModule]);

    expect(module.get(Payloads, { strict: false })).toBeInstanceOf(Payloads);
    await expect(open(module.get(Vault, { strict: false }))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
  });

  it('releases secrets through the recorder it is given', async () => {
    @Module({ providers: [{ provide: AccessTable, useFactory: () => accesses }], exports: [AccessTable] })
    class RecorderModule {}
    const recorder = AccessTable as unknown as new () => AccessTable;
    const module = await start({}, [VaultModule.recordingTo(recorder, [RecorderModule])]);

    expect(await open(module.get(Vault, { strict: false }))).toBe('Muster');
    expect(await accesses.committed()).toHaveLength(1);
  });

  it('starts in production with a key file, and not without', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'module-'));
    const VAULT_KEY_FILE = join(folder, 'vault.keys');
    await writeFile(VAULT_KEY_FILE, newKeyLine('2026'), { mode: 0o400 });

    const module = await start({ NODE_ENV: 'production', VAULT_KEY_FILE }, [VaultModule]);
    await rm(folder, { recursive: true });

    expect(module.get<KeyProvider>(KEY_PROVIDER, { strict: false }).currentId).toBe('2026');
    await expect(start({ NODE_ENV: 'production' }, [VaultModule])).rejects.toMatchObject({
      code: 'VAULT_DEVELOPMENT_KEY_REFUSED',
    });
  });
});
