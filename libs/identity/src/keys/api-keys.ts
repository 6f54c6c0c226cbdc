import { AuditTrail, auditEvent, type Actor, type AuditEvent } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { Caller } from '../access/caller';
import { KeyExpired } from '../access/errors';
import { PERMISSIONS, type PermissionName } from '../access/permission';
import { ApiKey } from '../storage/api-key.entity';
import { KeyExpiryInvalid, KeyNotUsable } from './errors';
import { hashOf, isSecretOf, newSecret, readToken, writeToken } from './key-token';

export interface NewKey {
  readonly tenant: string;
  /** 1 to 100 characters. */
  readonly name: string;
  readonly scopes: readonly PermissionName[];
  /** In a year unless given; at most in two. */
  readonly expiresAt?: Date;
}

/** What may be shown of a key. */
export type KeyView = Omit<ApiKey, 'secretHash' | 'tenantId'>;

/** A key that has just been made: the only moment its token can be read. */
export interface IssuedKey {
  readonly key: KeyView;
  readonly token: string;
}

const YEAR_MS = 365 * 86_400_000;

const created = auditEvent('identity/key-created', { log: 'security', object: 'api-key' });
const revoked = auditEvent('identity/key-revoked', { log: 'security', object: 'api-key' });
const rotated = auditEvent('identity/key-rotated', { log: 'security', object: 'api-key' });

/** The keys a tenant's software proves itself with. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a key of the transaction's tenant. The token is in the answer and nowhere else.
   *
   * @throws {KeyExpiryInvalid} if it would end in the past or in more than two years
   */
  async create(tx: Tx, actor: Actor, wish: NewKey): Promise<IssuedKey> {
    const issued = await this.insert(tx, actor, wish);
    await this.record(tx, created, { tenant: wish.tenant, actor, object: issued.key.id });
    return issued;
  }

  /** All keys of the transaction's tenant, newest first, also those that have ended. */
  async list(tx: Tx): Promise<KeyView[]> {
    return (await tx.find(ApiKey, { order: { id: 'desc' } })).map(viewOf);
  }

  /**
   * Ends a key at once. Revoking it again changes nothing.
   *
   * @throws {NotFound} for an id this tenant does not have
   */
  async revoke(tx: Tx, actor: Actor, id: string): Promise<void> {
    const { tenantId, revokedAt } = await this.get(tx, id);
    if (revokedAt) return;
    await tx.query('update api_key set revoked_at = now() where tenant_id = $1 and id = $2', [tenantId, id]);
    await this.record(tx, revoked, { tenant: tenantId, actor, object: id });
  }

  /**
   * Makes a successor with the same name and scopes; the old key goes on for `overlapHours` (24), so that
   * software can change over without a gap.
   *
   * @throws {NotFound} for an id this tenant does not have
   * @throws {KeyNotUsable} if the old key has ended
   */
  async rotate(tx: Tx, actor: Actor, id: string, { overlapHours = 24 } = {}): Promise<IssuedKey> {
    const { tenantId: tenant, name, scopes, ...old } = await this.get(tx, id);
    if (hasEnded(old)) throw new KeyNotUsable(id);
    const issued = await this.insert(tx, actor, { tenant, name, scopes: scopes.filter(isPermission) });
    await tx.query(
      `update api_key set expires_at = least(expires_at, now() + make_interval(hours => $3))
       where tenant_id = $1 and id = $2`,
      [tenant, id, overlapHours],
    );
    await this.record(tx, rotated, { tenant, actor, object: id });
    await this.record(tx, created, { tenant, actor, object: issued.key.id });
    return issued;
  }

  /**
   * Who holds this token, if it is one of this tenant's; undefined for anything else, an unknown tenant included.
   *
   * @throws {KeyExpired} if the secret is right and the key has ended
   */
  async authenticate(tenant: string, token: string): Promise<Caller | undefined> {
    const read = readToken(token);
    if (!read || !isUuid(tenant)) return undefined;
    return this.database.tenant(tenant, async (tx) => {
      const key = await tx.findOneBy(ApiKey, { tenantId: tenant, id: read.id });
      if (!isSecretOf(read.secret, key?.secretHash ?? NO_HASH) || !key) return undefined;
      if (hasEnded(key)) throw new KeyExpired(key.id);
      await noteUse(tx, key);
      return {
        tenant: key.tenantId,
        actor: { type: 'key', id: key.id, auth: 'api-key' },
        permissions: new Set(key.scopes.filter(isPermission)),
      };
    });
  }

  private async insert(tx: Tx, actor: Actor, { tenant, name, scopes, ...wish }: NewKey): Promise<IssuedKey> {
    const expiresAt = wish.expiresAt ?? new Date(Date.now() + YEAR_MS);
    const lasts = expiresAt.getTime() - Date.now();
    if (!(lasts > 0 && lasts <= 2 * YEAR_MS)) throw new KeyExpiryInvalid();
    const [id, secret] = [newId(), newSecret()];
    await tx.insert(ApiKey, {
      tenantId: tenant,
      id,
      name,
      secretHash: hashOf(secret),
      scopes: [...scopes],
      createdBy: { ...actor },
      expiresAt,
    });
    return { key: viewOf(await this.get(tx, id)), token: writeToken({ id, secret }) };
  }

  private async get(tx: Tx, id: string): Promise<ApiKey> {
    const key = isUuid(id) ? await tx.findOneBy(ApiKey, { id }) : null;
    if (!key) throw new NotFound('api-key', id);
    return key;
  }

  private async record(
    tx: Tx,
    event: AuditEvent,
    what: { tenant: string; actor: Actor; object: string },
  ): Promise<void> {
    await this.audit.record(tx, event({ ...what, outcome: 'success' }));
  }
}

/** Compared with when there is no such key, so that its absence cannot be timed. */
const NO_HASH = hashOf('');

const hasEnded = ({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>): boolean =>
  revokedAt !== null || expiresAt.getTime() <= Date.now();

/** Written at most once a minute, however many requests a key makes. */
async function noteUse(tx: Tx, { tenantId, id, lastUsedAt }: ApiKey): Promise<void> {
  if (lastUsedAt && Date.now() - lastUsedAt.getTime() < 60_000) return;
  await tx.query(
    `update api_key set last_used_at = now() where tenant_id = $1 and id = $2
     and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [tenantId, id],
  );
}

const isPermission = (scope: string): scope is PermissionName =>
  (PERMISSIONS as readonly string[]).includes(scope);

function viewOf(key: ApiKey): KeyView {
  const { id, name, scopes, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt } = key;
  return { id, name, scopes, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt };
}
