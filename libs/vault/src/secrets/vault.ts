import { randomBytes, randomUUID } from 'node:crypto';
import { kept, Database, newId, type Tx } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { contextOf, KEY_LENGTH, seal, unseal } from '../keys/envelope';
import { TENANT_KEY_COLUMNS, TenantKeys, type TenantKeyRow } from '../keys/tenant-keys';
import { VaultSealed } from '../keys/vault-errors';
import {
  ACCESS_RECORDER,
  SECRET_COLUMNS,
  toMeta,
  type AccessRecorder,
  type SecretMeta,
  type SecretOptions,
  type SecretRef,
  type SecretRow,
  type SecretUse,
} from './secret';
import { SecretBuffer } from './secret-buffer';
import { AccessNotRecorded, SecretExpired, SecretLocked } from './secret-errors';
import { secretContext } from './secret-context';

interface SealedRow extends SecretRow, TenantKeyRow {
  readonly expired: boolean;
  readonly data_key_id: string;
  readonly wrapped_key: Buffer;
  readonly sealed: Buffer;
}

interface Released {
  readonly tenant: string;
  readonly row: SealedRow;
  readonly dataKey: Buffer;
}

interface OpenSecret {
  readonly meta: SecretMeta;
  readonly secret: SecretBuffer;
}

const BY_REF = 's.connection = $1 and s.endpoint = $2 and s.purpose = $3 and s.name = $4';
const refOf = ({ connection, endpoint, purpose, name }: SecretRef): string[] => [
  connection,
  endpoint,
  purpose,
  name,
];

/**
 * Keeps passwords, tokens and private keys. They go in, are used, replaced, locked and retired; nothing brings
 * one out again except `use`, for the length of one piece of work.
 *
 * Every version has a data key of its own, wrapped by the tenant's key. Tenant, connection, endpoint, purpose,
 * name and version are bound into both layers (promise S3).
 */
@Injectable()
export class Vault {
  constructor(
    private readonly database: Database,
    private readonly tenantKeys: TenantKeys,
    @Optional() @Inject(ACCESS_RECORDER) private readonly recorder?: AccessRecorder,
  ) {}

  /** Adds a version and answers its number. Older ones stay until they are retired. */
  async put(tx: Tx, ref: SecretRef, value: Buffer | string, options: SecretOptions = {}): Promise<number> {
    const { tenant, version } = await nextVersion(tx, ref);
    const tenantKey = await this.tenantKeys.current(tx, tenant);
    const dataKeyId = randomUUID();
    const dataKey = randomBytes(KEY_LENGTH);
    const plain = typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value);
    const context = (keyId: string): Buffer => secretContext(tenant, { ...ref, version }, keyId);
    const sealed = seal(dataKey, context(dataKeyId), plain);
    const wrapped = seal(tenantKey.key, context(tenantKey.id), dataKey);
    dataKey.fill(0);
    plain.fill(0);
    await tx.query(
      `insert into vault_secret (connection, endpoint, purpose, name, version, tenant_id, id, description,
         valid_from, expires_at, data_key_id, tenant_key_id, wrapped_key, sealed)
       values ($1, $2, $3, $4, $5, $6, $7, $8, coalesce($9::timestamptz, now()), $10, $11, $12, $13, $14)`,
      [
        ...[...refOf(ref), version, tenant, newId(), JSON.stringify(options.description ?? {})],
        ...[options.validFrom, options.expiresAt, dataKeyId, tenantKey.id, wrapped, sealed],
      ],
    );
    return version;
  }

  /** What is known about the versions that match, oldest first; retired ones as well. */
  async list(tx: Tx, filter: Partial<SecretRef> = {}): Promise<SecretMeta[]> {
    const rows = await tx.query<SecretRow[]>(
      `select ${SECRET_COLUMNS} from vault_secret s
       where s.tenant_id = current_tenant()
         and ($1::text is null or s.connection = $1) and ($2::text is null or s.endpoint = $2)
         and ($3::text is null or s.purpose = $3) and ($4::text is null or s.name = $4)
       order by s.connection, s.endpoint, s.purpose, s.name, s.version`,
      [filter.connection, filter.endpoint, filter.purpose, filter.name],
    );
    return rows.map(toMeta);
  }

  /**
   * Destroys a version: its ciphertext and key are gone, what was said about it stays.
   *
   * @throws {NotFound} if there is no such version that is not retired yet
   */
  retire(tx: Tx, ref: SecretRef, version: number): Promise<void> {
    const emptied = 'sealed = null, wrapped_key = null, data_key_id = null, tenant_key_id = null';
    return change(tx, ref, version, `retired_at = now(), ${emptied}`);
  }

  /** Nothing uses this version from now on, because the partner refused it with `code`. @throws {NotFound} */
  lock(tx: Tx, ref: SecretRef, version: number, code: string): Promise<void> {
    return change(tx, ref, version, 'locked_at = coalesce(s.locked_at, now()), lock_code = $6', [code]);
  }

  /** A person looked and says it is good. @throws {NotFound} */
  unlock(tx: Tx, ref: SecretRef, version: number): Promise<void> {
    return change(tx, ref, version, 'locked_at = null, lock_code = null');
  }

  /**
   * Opens the version valid now for one piece of work, and clears it afterwards. That it was opened is on record,
   * and committed, before the work begins.
   *
   * @throws {NotFound} @throws {SecretLocked} @throws {SecretExpired} @throws {AccessNotRecorded}
   * @throws {VaultSealed} @throws {SealBroken}
   */
  async use<T>(
    tenant: string,
    ref: SecretRef,
    use: SecretUse,
    work: (secret: SecretBuffer, meta: SecretMeta) => Promise<T>,
  ): Promise<T> {
    const released = await this.database.tenant(tenant, (tx) => this.release(tx, tenant, ref, use));
    const { secret, meta } = opened(released);
    try {
      return await work(secret, meta);
    } finally {
      secret.wipe();
    }
  }

  /**
   * The same as a part of the caller's transaction, which puts on record that it was opened: nothing may come
   * of the secret before that is committed. The caller wipes it, whatever happens. What is thrown leaves the
   * transaction as it was.
   */
  async open(tx: Tx, tenant: string, ref: SecretRef, use: SecretUse): Promise<OpenSecret> {
    return opened(await this.release(tx, tenant, ref, use));
  }

  private async release(tx: Tx, tenant: string, ref: SecretRef, use: SecretUse): Promise<Released> {
    const released = await this.find(tx, tenant, ref).catch((error: unknown) => {
      // Between reading a row and opening it, a rotation may have moved it to another key: look again.
      if (error instanceof VaultSealed) return this.find(tx, tenant, ref);
      throw error;
    });
    await this.record(tx, { ...use, tenant, ref, version: released.row.version });
    return released;
  }

  private async find(tx: Tx, tenant: string, ref: SecretRef): Promise<Released> {
    const row = await validNow(tx, ref);
    const tenantKey = await this.tenantKeys.open(tenant, row);
    const context = secretContext(tenant, row, row.tenant_key_id);
    return { tenant, row, dataKey: unseal(tenantKey, context, row.wrapped_key) };
  }

  private async record(tx: Tx, access: Parameters<AccessRecorder['record']>[1]): Promise<void> {
    if (this.recorder === undefined) throw new AccessNotRecorded();
    try {
      await this.recorder.record(tx, access);
    } catch (error) {
      throw error instanceof GatewayError ? error : new AccessNotRecorded();
    }
  }
}

function opened({ tenant, row, dataKey }: Released): OpenSecret {
  const plain = unseal(dataKey, secretContext(tenant, row, row.data_key_id), row.sealed);
  dataKey.fill(0);
  return { secret: SecretBuffer.taking(plain), meta: toMeta(row) };
}

/** Writers of one secret take turns, so that each version number is given once. */
async function nextVersion(tx: Tx, ref: SecretRef): Promise<{ tenant: string; version: number }> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended(current_tenant()::text || $1, 0))`, [
    contextOf('vault_secret', ...refOf(ref)).toString(),
  ]);
  const [next] = await tx.query<[{ tenant: string; version: number }]>(
    `select current_tenant() as tenant, coalesce(max(s.version), 0) + 1 as version from vault_secret s
     where s.tenant_id = current_tenant() and ${BY_REF}`,
    refOf(ref),
  );
  return next;
}

/** The newest version that has begun, one that has not expired before one that has. */
async function validNow(tx: Tx, ref: SecretRef): Promise<SealedRow> {
  const [row] = await tx.query<SealedRow[]>(
    kept(`select ${SECRET_COLUMNS}, s.data_key_id, s.wrapped_key, s.sealed, ${TENANT_KEY_COLUMNS},
       coalesce(s.expires_at <= now(), false) as expired
     from vault_secret s join vault_tenant_key tk on tk.tenant_id = s.tenant_id and tk.id = s.tenant_key_id
     where s.tenant_id = current_tenant() and ${BY_REF} and s.valid_from <= now()
     order by expired, s.valid_from desc, s.version desc limit 1`),
    refOf(ref),
  );
  if (row === undefined) throw new NotFound('secret', ref.name);
  if (row.lock_code !== null) throw new SecretLocked(ref, row.version, row.lock_code);
  if (row.expired && row.expires_at) throw new SecretExpired(ref, row.version, row.expires_at);
  return row;
}

async function change(
  tx: Tx,
  ref: SecretRef,
  version: number,
  set: string,
  values: string[] = [],
): Promise<void> {
  const [, changed] = await tx.query<[unknown, number]>(
    `update vault_secret s set ${set}
     where s.tenant_id = current_tenant() and ${BY_REF} and s.version = $5 and s.retired_at is null`,
    [...refOf(ref), version, ...values],
  );
  if (changed === 0) throw new NotFound('secret', `${ref.name} ${version.toString()}`);
}
