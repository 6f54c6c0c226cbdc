import { createSecretKey, randomFillSync, type KeyObject } from 'node:crypto';
import { kept, newId, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { KEY_LENGTH, seal, unseal } from '../keys/envelope';
import { KeptKeys } from '../keys/kept-keys';
import { TENANT_KEY_COLUMNS, TenantKeys, type TenantKeyRow } from '../keys/tenant-keys';
import { VaultSealed } from '../keys/vault-errors';
import { subjectContext } from './subject-context';

interface SubjectKeyRow extends TenantKeyRow {
  readonly subject_id: string;
  readonly wrapped_key: Buffer;
}

/** A subject, and the digest of what its source system calls it. */
export interface MadeSubject {
  readonly subject: string;
  readonly digest: Buffer;
}

/** The two keys a tenant has beside those of its subjects. */
export type OwnKind = 'tenant' | 'index';

const FROM = `vault_subject_key k join vault_tenant_key tk on tk.tenant_id = k.tenant_id and tk.id = k.tenant_key_id`;

/**
 * One key per data subject, sealed under the tenant's key. Deleting its row makes everything sealed under it
 * unreadable (guarantees 4.2), so opened subject keys are kept no longer than their transaction: each looks whether
 * they still exist.
 * The tenant's own two last as long as the tenant.
 */
@Injectable()
export class SubjectKeys {
  readonly #own = new KeptKeys();
  /** For the length of a transaction, which may need a key several times. */
  readonly #within = new WeakMap<Tx, Map<string, KeyObject>>();

  constructor(private readonly tenantKeys: TenantKeys) {}

  /** The keys of those subjects that have one. */
  async find(tx: Tx, tenant: string, subjects: readonly string[]): Promise<Map<string, KeyObject>> {
    const within = this.within(tx);
    const wanted = [...new Set(subjects)];
    const missing = wanted.filter((subject) => !within.has(subject));
    if (missing.length > 0)
      for (const [subject, key] of await this.read(tx, tenant, missing)) within.set(subject, key);
    return new Map(
      wanted.flatMap((subject) => {
        const key = within.get(subject);
        return key ? [[subject, key]] : [];
      }),
    );
  }

  private within(tx: Tx): Map<string, KeyObject> {
    const within = this.#within.get(tx) ?? new Map<string, KeyObject>();
    this.#within.set(tx, within);
    return within;
  }

  /** Called when subjects are erased: their keys are no longer there for the rest of the transaction either. */
  forget(tx: Tx): void {
    this.#within.delete(tx);
  }

  /** Which of these subjects have a key, without opening it. */
  async existing(tx: Tx, tenant: string, subjects: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ subject: string }[]>(
      kept(`select subject_id as subject from vault_subject_key
       where tenant_id = $1 and kind = 'subject' and subject_id = any($2::uuid[])`),
      [tenant, subjects],
    );
    return new Set(rows.map(({ subject }) => subject));
  }

  /** The keys are found before the tenant's is joined: from that, the planner would read the keys of all subjects. */
  private read(tx: Tx, tenant: string, subjects: readonly string[]): Promise<Map<string, KeyObject>> {
    return this.opening(tenant, () =>
      tx.query<SubjectKeyRow[]>(
        kept(`with wanted as materialized (
           select tenant_id, subject_id, wrapped_key, tenant_key_id from vault_subject_key
           where tenant_id = $1 and kind = 'subject' and subject_id = any($2::uuid[]))
         select k.subject_id, k.wrapped_key, ${TENANT_KEY_COLUMNS}
         from wanted k join vault_tenant_key tk on tk.tenant_id = k.tenant_id and tk.id = k.tenant_key_id`),
        [tenant, subjects],
      ),
    );
  }

  /** One of the tenant's own keys, made when first needed. */
  async own(tx: Tx, tenant: string, kind: OwnKind): Promise<KeyObject> {
    const kept = this.#own.get(`${kind} ${tenant}`);
    if (kept) return kept;
    const known = await this.findOwn(tx, tenant, kind);
    if (known) return known;
    await this.create(tx, tenant, kind, [null]);
    const created = await this.findOwn(tx, tenant, kind);
    if (!created) throw new VaultSealed(kind);
    return created;
  }

  /** Keeps what it finds, unless this very transaction has made it and may yet be undone. */
  private async findOwn(tx: Tx, tenant: string, kind: OwnKind): Promise<KeyObject | undefined> {
    const lasting = new Set<string>();
    const keys = await this.opening(tenant, async () => {
      const rows = await tx.query<(SubjectKeyRow & { lasts: boolean })[]>(
        kept(`select k.subject_id, k.wrapped_key, ${TENANT_KEY_COLUMNS}, k.created_at <> now() as lasts from ${FROM}
         where k.tenant_id = $1 and k.kind = $2 and k.kind <> 'subject'`),
        [tenant, kind],
      );
      for (const row of rows) if (row.lasts) lasting.add(row.subject_id);
      return rows;
    });
    const [found] = keys;
    if (!found) return undefined;
    const [id, key] = found;
    if (lasting.has(id)) this.#own.keep(`${kind} ${tenant}`, key);
    return key;
  }

  /** Makes a subject for each of these external keys (as digests) that has none, in one statement; answers the new ones. */
  async create(
    tx: Tx,
    tenant: string,
    kind: OwnKind | 'subject',
    externalKeys: readonly (Buffer | null)[],
  ): Promise<MadeSubject[]> {
    const tenantKey = await this.tenantKeys.current(tx, tenant);
    const ids = externalKeys.map(() => newId());
    const plain = Buffer.alloc(KEY_LENGTH);
    const keys = new Map<string, KeyObject>();
    const wrapped = ids.map((id) => {
      keys.set(id, createSecretKey(randomFillSync(plain)));
      return seal(tenantKey.key, subjectContext(tenant, id, tenantKey.id), plain);
    });
    plain.fill(0);
    const made = await tx.query<MadeSubject[]>(
      kept(`insert into vault_subject_key (tenant_id, subject_id, kind, external_key, tenant_key_id, wrapped_key)
       select $1, made.id, $2, made.external_key, $3, made.wrapped
       from unnest($4::uuid[], $5::bytea[], $6::bytea[]) as made (id, external_key, wrapped)
       order by made.external_key
       on conflict do nothing
       returning subject_id as subject, external_key as digest`),
      [tenant, kind, tenantKey.id, ids, externalKeys, wrapped],
    );
    const within = this.within(tx);
    for (const { subject } of made) {
      const key = keys.get(subject);
      if (key && kind === 'subject') within.set(subject, key);
    }
    return made;
  }

  private async opening(
    tenant: string,
    select: () => Promise<SubjectKeyRow[]>,
  ): Promise<Map<string, KeyObject>> {
    const rows = await select();
    return this.open(tenant, rows).catch(async (error: unknown) => {
      // Between reading and opening, a rotation may have moved them to another key: look again.
      if (error instanceof VaultSealed) return this.open(tenant, await select());
      throw error;
    });
  }

  private async open(tenant: string, rows: readonly SubjectKeyRow[]): Promise<Map<string, KeyObject>> {
    const tenantKeys = await this.tenantKeys.openAll(tenant, rows);
    const opened = new Map<string, KeyObject>();
    for (const { subject_id: subject, tenant_key_id: keyId, wrapped_key: wrapped } of rows) {
      const tenantKey = tenantKeys.get(keyId);
      if (!tenantKey) continue;
      const plain = unseal(tenantKey, subjectContext(tenant, subject, keyId), wrapped);
      opened.set(subject, createSecretKey(plain));
      plain.fill(0);
    }
    return opened;
  }
}
