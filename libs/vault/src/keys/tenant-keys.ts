import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { kept, newId, type Tx } from '@gateway/database';
import { Inject, Injectable } from '@nestjs/common';
import { KEY_LENGTH } from './envelope';
import { KEY_PROVIDER, type KeyProvider } from './key-provider';
import { KeptKeys } from './kept-keys';

/** A tenant key as its row says; queries that read wrapped data keys join it in, so both are of one moment. */
export interface TenantKeyRow {
  readonly tenant_key_id: string;
  readonly kek_id: string;
  readonly tenant_key: Buffer;
}

export interface TenantKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** For SQL: the columns of `TenantKeyRow`, of a `vault_tenant_key` named `tk`. */
export const TENANT_KEY_COLUMNS = 'tk.id as tenant_key_id, tk.kek_id, tk.wrapped as tenant_key';

/**
 * The middle of the hierarchy: each tenant has one key per key-encryption key. It wraps data keys and subject
 * keys, and it goes with the key-encryption key it is wrapped by, so that what a backup holds dies with that key
 * (guarantees 4.2).
 *
 * Opened keys stay in memory for ten minutes at most.
 */
@Injectable()
export class TenantKeys {
  readonly #opened = new KeptKeys();

  constructor(@Inject(KEY_PROVIDER) private readonly provider: KeyProvider) {}

  /**
   * The key for what is new; made when a tenant first needs one under the current key-encryption key. Locked
   * against removal until the transaction ends.
   */
  async current(tx: Tx, tenant: string): Promise<TenantKey> {
    const kekId = this.provider.currentId;
    const row = (await find(tx, tenant, kekId)) ?? (await this.create(tx, tenant));
    return { id: row.tenant_key_id, key: await this.open(tenant, row) };
  }

  /** @throws {VaultSealed} if the key-encryption key is missing */
  async open(tenant: string, row: TenantKeyRow): Promise<KeyObject> {
    const known = this.#opened.get(row.tenant_key_id);
    if (known) return known;
    const wrapped = { keyId: row.kek_id, bytes: row.tenant_key };
    const plain = await this.provider.unwrap(wrapped, ['tenant-key', tenant, row.tenant_key_id]);
    return this.keep(row.tenant_key_id, plain);
  }

  /** The keys of many rows, each opened once. */
  async openAll(tenant: string, rows: readonly TenantKeyRow[]): Promise<Map<string, KeyObject>> {
    const distinct = new Map(rows.map((row) => [row.tenant_key_id, row]));
    const opened = [...distinct.values()].map(
      async (row) => [row.tenant_key_id, await this.open(tenant, row)] as const,
    );
    return new Map(await Promise.all(opened));
  }

  /** Forgets everything opened; called whenever keys change. */
  forget(): void {
    this.#opened.forget();
  }

  private async create(tx: Tx, tenant: string): Promise<TenantKeyRow> {
    const id = newId();
    const plain = randomBytes(KEY_LENGTH);
    const { keyId, bytes } = await this.provider.wrap(plain, ['tenant-key', tenant, id]);
    plain.fill(0);
    await tx.query(
      `insert into vault_tenant_key (tenant_id, id, kek_id, wrapped) values ($1, $2, $3, $4)
       on conflict (tenant_id, kek_id) do nothing`,
      [tenant, id, keyId, bytes],
    );
    const row = await find(tx, tenant, keyId);
    return row ?? { tenant_key_id: id, kek_id: keyId, tenant_key: bytes };
  }

  private keep(id: string, plain: Buffer): KeyObject {
    const key = createSecretKey(plain);
    plain.fill(0);
    this.#opened.keep(id, key);
    return key;
  }
}

async function find(tx: Tx, tenant: string, kekId: string): Promise<TenantKeyRow | undefined> {
  const [row] = await tx.query<TenantKeyRow[]>(
    kept(`select ${TENANT_KEY_COLUMNS} from vault_tenant_key tk
     where tk.tenant_id = $1 and tk.kek_id = $2 for key share`),
    [tenant, kekId],
  );
  return row;
}
