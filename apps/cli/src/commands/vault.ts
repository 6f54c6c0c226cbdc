import { Database, Tenant } from '@gateway/database';
import { SecondFactorKeys } from '@gateway/identity';
import {
  expiringSecrets,
  KEY_PROVIDER,
  KeyInUse,
  KeyRotation,
  newKeyLine,
  type KeyProvider,
} from '@gateway/vault';
import type { Command } from 'commander';
import { print } from '../print';
import { withGateway } from '../session';
import { agreedBy, operatorsOption, type Operators } from '../two-operators';

interface Json {
  readonly json?: boolean;
}

/** `vault`: keys and what will expire. No command shows a secret, because none can. */
export function describeVault(program: Command): void {
  const vault = program.command('vault').description('keys and expiry dates; no command shows a secret');
  vault
    .command('new-key')
    .description('print a line for VAULT_KEY_FILE; put it first to make it the current key')
    .argument('<id>', 'name of the key, e.g. 2026-11')
    .action((id: string) => console.log(newKeyLine(id)));
  vault.command('status').description('which key-encryption keys there are').option('--json').action(status);
  vault
    .command('rewrap')
    .description('move everything to the current key; can be broken off and run again')
    .option('--json')
    .action(rewrap);
  vault
    .command('destroy-key')
    .description('end an old key, and with it every backup sealed under it; refused while anything needs it')
    .argument('<id>')
    .addOption(operatorsOption())
    .action(destroy);
  vault
    .command('expiring')
    .description('certificates and secrets that expire soon, of all tenants')
    .option('--days <n>', 'within so many days', '60')
    .option('--json')
    .action(expiring);
}

function status(options: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    const { ready, currentId, keyIds } = await get<KeyProvider>(KEY_PROVIDER).health();
    const dependents = await Promise.all(keyIds.map((id) => get(KeyRotation).dependents(id)));
    print(
      keyIds.map((id, index) => ({ id, current: id === currentId, ready, tenants: dependents[index] })),
      options,
    );
  });
}

function rewrap(options: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    const result = await get(KeyRotation).rewrapAll();
    const secondFactors = await get(SecondFactorKeys).rewrapAll();
    print({ ...result, rewrapped: result.rewrapped + secondFactors }, options);
    if (result.broken + result.remaining > 0) process.exitCode = 1;
  });
}

function destroy(id: string, options: Operators): Promise<void> {
  return withGateway(async (session) => {
    const { get } = session;
    await agreedBy(session, 'destroy-key', options);
    const people = await get(SecondFactorKeys).dependents(id);
    if (people > 0) throw new KeyInUse({ keyId: id, people });
    await get(KeyRotation).destroy(id);
  });
}

function expiring({ days, json = false }: { readonly days: string; readonly json?: boolean }): Promise<void> {
  return withGateway(async ({ get }) => {
    const database = get(Database);
    const tenants = await database.global((tx) => tx.find(Tenant));
    const found = await Promise.all(
      tenants.map(({ id }) => database.tenant(id, (tx) => expiringSecrets(tx, Number(days), new Date()))),
    );
    const rows = tenants.flatMap(({ id, name }, index) =>
      (found[index] ?? []).map(({ ref, version, expiresAt, daysLeft }) => ({
        tenant: name,
        tenantId: id,
        connection: ref.connection,
        credential: ref.name,
        version,
        expiresAt,
        daysLeft,
      })),
    );
    print(rows, { json });
  });
}
