import { auditEvent, AuditTrail } from '@gateway/audit';
import { Database, newId, Tenant } from '@gateway/database';
import { ApiKeys, PERMISSIONS, type PermissionName } from '@gateway/identity';
import { InvalidArgumentError, type Command } from 'commander';
import { print } from '../print';
import { OPERATOR, withGateway, type Session } from '../session';

interface Json {
  readonly json?: boolean;
}

const created = auditEvent('operator/tenant-created', { log: 'admin', object: 'tenant' });

/** `tenant` and `key`: who uses the gateway, and what their software proves itself with. */
export function describeTenants(program: Command): void {
  const tenant = program.command('tenant').description('customers of the vendor');
  tenant.command('create').argument('<name>').option('--json').action(createTenant);
  tenant.command('list').option('--json').action(listTenants);

  const key = program.command('key').description('API keys; a token is shown once, when it is made');
  key
    .command('create')
    .argument('<tenant>')
    .argument('<name>')
    .requiredOption('--scopes <list>', `of ${PERMISSIONS.join(', ')}; or all`, scopesFrom)
    .option('--expires <date>', 'YYYY-MM-DD; in a year unless given', dateFrom)
    .option('--json')
    .action(createKey);
  key.command('list').argument('<tenant>').option('--json').action(listKeys);
  key.command('revoke').argument('<tenant>').argument('<key>').action(revokeKey);
}

function createTenant(name: string, options: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    print({ id: await addTenant(get, name), name }, options);
  });
}

/** Adds a tenant and answers its id. */
export async function addTenant(get: Session['get'], name: string): Promise<string> {
  const id = newId();
  await get(Database).tenant(id, async (tx) => {
    await tx.insert(Tenant, { id, name });
    await get(AuditTrail).record(
      tx,
      created({ tenant: id, actor: OPERATOR, object: id, outcome: 'success' }),
    );
  });
  return id;
}

function listTenants(options: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    const tenants = await get(Database).global((tx) => tx.find(Tenant, { order: { name: 'asc' } }));
    print(
      tenants.map(({ id, name, createdAt }) => ({ id, name, createdAt })),
      options,
    );
  });
}

function createKey(
  tenant: string,
  name: string,
  { scopes, expires, json = false }: { scopes: PermissionName[]; expires?: Date; json?: boolean },
): Promise<void> {
  return withGateway(async ({ get }) => {
    const { key, token } = await get(Database).tenant(tenant, (tx) =>
      get(ApiKeys).create(tx, OPERATOR, { tenant, name, scopes, ...(expires ? { expiresAt: expires } : {}) }),
    );
    print({ id: key.id, token, expiresAt: key.expiresAt }, { json });
  });
}

function listKeys(tenant: string, options: Json): Promise<void> {
  return withGateway(async ({ get }) => {
    const keys = await get(Database).tenant(tenant, (tx) => get(ApiKeys).list(tx));
    print(
      keys.map(({ createdBy: _, ...key }) => ({ ...key })),
      options,
    );
  });
}

function revokeKey(tenant: string, key: string): Promise<void> {
  return withGateway(({ get }) =>
    get(Database).tenant(tenant, (tx) => get(ApiKeys).revoke(tx, OPERATOR, key)),
  );
}

function scopesFrom(text: string): PermissionName[] {
  const wanted = text === 'all' ? [...PERMISSIONS] : text.split(',').map((scope) => scope.trim());
  const known = wanted.filter((scope): scope is PermissionName =>
    (PERMISSIONS as readonly string[]).includes(scope),
  );
  if (known.length < wanted.length) throw new InvalidArgumentError(`Use some of ${PERMISSIONS.join(', ')}`);
  return known;
}

function dateFrom(text: string): Date {
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('Use YYYY-MM-DD');
  return date;
}
