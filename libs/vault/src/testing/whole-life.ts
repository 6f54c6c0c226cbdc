import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Database, dataSourceOptions } from '@gateway/database';
import { DataSource } from 'typeorm';
import { KeyFile } from '../keys/key-file';
import { KeyRotation } from '../keys/key-rotation';
import { TenantKeys } from '../keys/tenant-keys';
import { decodeP12 } from '../p12/decode-p12';
import { Vault } from '../secrets/vault';
import { vaultStorage } from '../storage/vault.storage';

/**
 * The life of a secret from upload to retirement, as a program of its own: a test runs it in a process that may
 * write no file. The container is decoded in this thread, because such a process cannot bind its threads.
 *
 * Arguments: database, tenant, key file, container, password.
 */
async function live([
  url = '',
  tenant = '',
  keyFile = '',
  container = '',
  password = '',
]: string[]): Promise<void> {
  const source = await new DataSource(dataSourceOptions({ url, poolSize: 2 }, [vaultStorage])).initialize();
  const database = new Database(source);
  const provider = await KeyFile.open(keyFile);
  const keys = new TenantKeys(provider);
  const vault = new Vault(database, keys, { record: () => Promise.resolve() });
  const ref = { connection: 'c', endpoint: 'e', purpose: 'tls-client', name: 'zentral' };

  const { key } = decodeP12(readFileSync(container), password);
  await database.tenant(tenant, (tx) => vault.put(tx, ref, Buffer.from(key)));
  await vault.use(tenant, ref, { actor: { type: 'system', id: 'test' }, purpose: 'test' }, (secret) =>
    Promise.resolve(process.stdout.write(`opened ${secret.bytes.length.toString()} bytes\n`)),
  );
  await new KeyRotation(database, keys, provider).rewrapAll();
  await database.tenant(tenant, (tx) => vault.retire(tx, ref, 1));
  await source.destroy();
  try {
    writeFileSync(join(__dirname, 'planted'), 'x');
  } catch (error) {
    process.stdout.write(`a planted write fails with ${(error as NodeJS.ErrnoException).code ?? ''}\n`);
  }
}

void live(process.argv.slice(2));
