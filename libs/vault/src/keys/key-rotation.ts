import { Database, type Tx } from '@gateway/database';
import { Inject, Injectable } from '@nestjs/common';
import { subjectContext } from '../payloads/subject-context';
import { secretContext } from '../secrets/secret-context';
import type { SecretRef } from '../secrets/secret';
import { seal, unseal } from './envelope';
import { KEY_PROVIDER, type KeyProvider } from './key-provider';
import { TENANT_KEY_COLUMNS, TenantKeys, type TenantKeyRow } from './tenant-keys';
import { KeyInUse, SealBroken } from './vault-errors';

export interface Rewrapped {
  /** Data keys and subject keys moved to the current key. */
  readonly rewrapped: number;
  /** Those that could not be opened; they keep their old key from being destroyed. */
  readonly broken: number;
  /** Tenant keys under older keys that something still hangs on: broken, or written meanwhile. Run again. */
  readonly remaining: number;
}

type WrappedRow = TenantKeyRow & { readonly id: string; readonly wrapped_key: Buffer };

interface Rewrappable<R extends WrappedRow> {
  readonly table: string;
  readonly id: string;
  readonly columns: string;
  readonly context: (tenant: string, row: R, keyId: string) => Buffer;
}

const SECRETS: Rewrappable<WrappedRow & SecretRef & { readonly version: number }> = {
  table: 'vault_secret',
  id: 'id',
  columns: 'w.connection, w.endpoint, w.purpose, w.name, w.version',
  context: secretContext,
};

const SUBJECTS: Rewrappable<WrappedRow> = {
  table: 'vault_subject_key',
  id: 'subject_id',
  columns: 'w.kind',
  context: (tenant, row, keyId) => subjectContext(tenant, row.id, keyId),
};

/**
 * Changes the key-encryption key while everything goes on: put the new key first in the key file and reload;
 * what is new is sealed under it; `rewrapAll` moves the rest; `destroy` ends the old key once nothing needs it.
 *
 * Moving means new tenant keys, not the old ones wrapped anew: an old backup holds old tenant keys, and those must
 * die with the old key (promise P1).
 */
@Injectable()
export class KeyRotation {
  constructor(
    private readonly database: Database,
    private readonly tenantKeys: TenantKeys,
    @Inject(KEY_PROVIDER) private readonly provider: KeyProvider,
  ) {}

  /** Moves everything to the current key, `batch` rows a transaction. Can be broken off and run again. */
  async rewrapAll(batch = 500): Promise<Rewrapped> {
    const total = { rewrapped: 0, broken: 0, remaining: 0 };
    for (const tenant of await this.tenants()) {
      for (const { rewrapped, broken } of [
        await this.rewrapTable(SECRETS, tenant, batch),
        await this.rewrapTable(SUBJECTS, tenant, batch),
      ]) {
        total.rewrapped += rewrapped;
        total.broken += broken;
      }
      total.remaining += await this.removeUnused(tenant);
    }
    this.tenantKeys.forget();
    return total;
  }

  /** How many tenants have a tenant key under this key. */
  async dependents(keyId: string): Promise<number> {
    let dependents = 0;
    for (const tenant of await this.tenants()) {
      const [row] = await this.database.tenant(tenant, (tx) =>
        tx.query<[{ count: number }]>(
          'select count(*)::integer as count from vault_tenant_key where tenant_id = $1 and kek_id = $2',
          [tenant, keyId],
        ),
      );
      dependents += row.count;
    }
    return dependents;
  }

  /** Ends a key for good, and with it every backup sealed under it. @throws {KeyInUse} */
  async destroy(keyId: string): Promise<void> {
    if (keyId === this.provider.currentId) throw new KeyInUse({ keyId, current: true });
    const tenantKeys = await this.dependents(keyId);
    if (tenantKeys > 0) throw new KeyInUse({ keyId, tenantKeys });
    await this.provider.destroy?.(keyId);
    this.tenantKeys.forget();
  }

  private async tenants(): Promise<string[]> {
    const rows = await this.database.global((tx) =>
      tx.query<{ id: string }[]>('select id from tenant order by id'),
    );
    return rows.map(({ id }) => id);
  }

  private async rewrapTable<R extends WrappedRow>(
    kind: Rewrappable<R>,
    tenant: string,
    batch: number,
  ): Promise<{ rewrapped: number; broken: number }> {
    let rewrapped = 0;
    let broken = 0;
    let after: string | undefined = '00000000-0000-0000-0000-000000000000';
    while (after !== undefined) {
      const from: string = after;
      const done = await this.database.tenant(tenant, (tx) =>
        this.rewrapBatch(tx, kind, tenant, { from, batch }),
      );
      rewrapped += done.rewrapped;
      broken += done.broken;
      after = done.last;
    }
    return { rewrapped, broken };
  }

  private async rewrapBatch<R extends WrappedRow>(
    tx: Tx,
    { table, id, columns, context }: Rewrappable<R>,
    tenant: string,
    { from, batch }: { readonly from: string; readonly batch: number },
  ): Promise<{ rewrapped: number; broken: number; last?: string | undefined }> {
    const rows = await tx.query<R[]>(
      `select w.${id} as id, w.wrapped_key, ${columns}, ${TENANT_KEY_COLUMNS}
       from ${table} w join vault_tenant_key tk on tk.tenant_id = w.tenant_id and tk.id = w.tenant_key_id
       where w.tenant_id = $1 and tk.kek_id <> $2 and w.${id} > $3
       order by w.${id} limit $4 for update of w skip locked`,
      [tenant, this.provider.currentId, from, batch],
    );
    if (rows.length === 0) return { rewrapped: 0, broken: 0 };
    const old = await this.tenantKeys.openAll(tenant, rows);
    const current = await this.tenantKeys.current(tx, tenant);
    const moved = rows.flatMap((row) => {
      const plain = openOrNot(
        old.get(row.tenant_key_id),
        context(tenant, row, row.tenant_key_id),
        row.wrapped_key,
      );
      if (plain === undefined) return [];
      const wrapped = seal(current.key, context(tenant, row, current.id), plain);
      plain.fill(0);
      return [{ id: row.id, wrapped }];
    });
    await tx.query(
      `update ${table} w set tenant_key_id = $2, wrapped_key = moved.wrapped
       from unnest($3::uuid[], $4::bytea[]) as moved (id, wrapped)
       where w.tenant_id = $1 and w.${id} = moved.id`,
      [tenant, current.id, moved.map((row) => row.id), moved.map((row) => row.wrapped)],
    );
    return { rewrapped: moved.length, broken: rows.length - moved.length, last: rows.at(-1)?.id };
  }

  /**
   * Removes tenant keys under older keys that nothing hangs on, and answers how many are left. First lock, then
   * look: whoever is about to seal under one holds it, and whoever has done so is seen by the second statement.
   */
  private removeUnused(tenant: string): Promise<number> {
    return this.database.tenant(tenant, async (tx) => {
      const locked = await tx.query<{ id: string }[]>(
        `select id from vault_tenant_key where tenant_id = $1 and kek_id <> $2 for update skip locked`,
        [tenant, this.provider.currentId],
      );
      await tx.query(
        `delete from vault_tenant_key tk where tk.tenant_id = $1 and tk.id = any($2::uuid[])
           and not exists (select from vault_secret s where s.tenant_id = $1 and s.tenant_key_id = tk.id)
           and not exists (select from vault_subject_key k where k.tenant_id = $1 and k.tenant_key_id = tk.id)`,
        [tenant, locked.map(({ id }) => id)],
      );
      const [left] = await tx.query<[{ count: number }]>(
        'select count(*)::integer as count from vault_tenant_key where tenant_id = $1 and kek_id <> $2',
        [tenant, this.provider.currentId],
      );
      return left.count;
    });
  }
}

function openOrNot(
  key: Parameters<typeof unseal>[0] | undefined,
  context: Buffer,
  wrapped: Buffer,
): Buffer | undefined {
  try {
    return key && unseal(key, context, wrapped);
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
}
