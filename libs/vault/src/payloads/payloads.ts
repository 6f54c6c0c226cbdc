import { createHmac } from 'node:crypto';
import { kept, type Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { ErasureLedger } from '../erasure/erasure-ledger';
import { contextOf, seal, unseal } from '../keys/envelope';
import { SubjectKeys, type MadeSubject } from './subject-keys';
import { TenantDigests } from './tenant-digests';

/** `context` says where it belongs, e.g. `delivery/<id>/payload`; it opens nowhere else. */
export interface PlainPayload {
  readonly subject: string;
  readonly context: string;
  readonly plain: Buffer | string;
}

export interface SealedPayload {
  readonly subject: string;
  readonly context: string;
  readonly sealed: Buffer;
}

/**
 * Seals what is about people. Each data subject has a key; once it is erased, everything sealed under it is
 * unreadable, wherever copies of it may be (guarantees 4.2). Everything here takes many items at once and costs
 * one to three statements, however many they are.
 */
@Injectable()
export class Payloads {
  constructor(
    private readonly keys: SubjectKeys,
    private readonly ledger: ErasureLedger,
  ) {}

  /**
   * The subjects behind what a source system calls them; whoever is new gets one. Of the external key only a
   * digest is stored.
   */
  async subjects(tx: Tx, tenant: string, externalKeys: readonly string[]): Promise<Map<string, string>> {
    const digests = await this.digests(tx, tenant);
    const wanted = new Map([...new Set(externalKeys)].map((key) => [key, digests.externalKey(key)]));
    const found = await findSubjects(tx, tenant, [...wanted.values()]);
    const known = new Map(found.map(({ subject, digest }) => [digest.toString('hex'), subject]));
    const missing = [...wanted.values()].filter((digest) => !known.has(digest.toString('hex')));
    const made = missing.length > 0 ? await this.keys.create(tx, tenant, 'subject', missing) : [];
    // Whom another transaction has made meanwhile.
    const others = made.length < missing.length ? await findSubjects(tx, tenant, missing) : made;
    for (const { subject, digest } of others) known.set(digest.toString('hex'), subject);
    return new Map(
      [...wanted].flatMap(([key, digest]) => {
        const subject = known.get(digest.toString('hex'));
        return subject === undefined ? [] : [[key, subject]];
      }),
    );
  }

  /** In the order of the items. @throws {SubjectErased} */
  async seal(tx: Tx, tenant: string, items: readonly PlainPayload[]): Promise<Buffer[]> {
    const sealed = await this.sealUnlessErased(tx, tenant, items);
    return sealed.map((bytes, index) => {
      if (bytes === undefined) throw new SubjectErased(items[index]?.subject ?? '');
      return bytes;
    });
  }

  /** The same, with nothing where the subject is erased. */
  async sealUnlessErased(
    tx: Tx,
    tenant: string,
    items: readonly PlainPayload[],
  ): Promise<(Buffer | undefined)[]> {
    if (items.length === 0) return [];
    const keys = await this.keys.find(
      tx,
      tenant,
      items.map(({ subject }) => subject),
    );
    return items.map(({ subject, context, plain }) => {
      const key = keys.get(subject);
      return key && seal(key, payloadContext(tenant, subject, context), bytesOf(plain));
    });
  }

  /** In the order of the items; nothing where the subject is erased. @throws {SealBroken} */
  async open(tx: Tx, tenant: string, items: readonly SealedPayload[]): Promise<(Buffer | undefined)[]> {
    const keys = await this.keys.find(
      tx,
      tenant,
      items.map(({ subject }) => subject),
    );
    return items.map(({ subject, context, sealed }) => {
      const key = keys.get(subject);
      return key && unseal(key, payloadContext(tenant, subject, context), sealed);
    });
  }

  /**
   * What the audit log calls these subjects: nobody can link it to a person once the key is gone. 32 hexadecimal
   * digits; absent for an erased subject.
   */
  async pseudonyms(tx: Tx, tenant: string, subjects: readonly string[]): Promise<Map<string, string>> {
    const keys = await this.keys.find(tx, tenant, subjects);
    return new Map(
      [...keys].map(([subject, key]) => [
        subject,
        createHmac('sha256', key).update('subject').digest('hex').slice(0, 32),
      ]),
    );
  }

  /** Those of these subjects that are not erased. */
  existing(tx: Tx, tenant: string, subjects: readonly string[]): Promise<Set<string>> {
    return this.keys.existing(tx, tenant, subjects);
  }

  /**
   * Makes everything sealed for this subject unreadable, at once and in every process.
   *
   * @returns false if there was no such subject (any more)
   */
  async eraseSubject(tx: Tx, tenant: string, subject: string): Promise<boolean> {
    this.keys.forget(tx);
    const [, erased] = await tx.query<[unknown, number]>(
      `delete from vault_subject_key where tenant_id = $1 and subject_id = $2 and kind = 'subject'`,
      [tenant, subject],
    );
    if (erased > 0) await this.ledger.note({ tenant, subject });
    return erased > 0;
  }

  /** For texts that are about nobody in particular, or about many, such as a whole answer. */
  async sealForTenant(
    tx: Tx,
    tenant: string,
    items: readonly Omit<PlainPayload, 'subject'>[],
  ): Promise<Buffer[]> {
    const key = await this.keys.own(tx, tenant, 'tenant');
    return items.map(({ context, plain }) =>
      seal(key, contextOf('tenant-payload', tenant, context), bytesOf(plain)),
    );
  }

  /** @throws {SealBroken} */
  async openForTenant(
    tx: Tx,
    tenant: string,
    items: readonly Omit<SealedPayload, 'subject'>[],
  ): Promise<Buffer[]> {
    const key = await this.keys.own(tx, tenant, 'tenant');
    return items.map(({ context, sealed }) =>
      unseal(key, contextOf('tenant-payload', tenant, context), sealed),
    );
  }

  /** For many digests of one tenant: fetch once, then no statement each. */
  async digests(tx: Tx, tenant: string): Promise<TenantDigests> {
    return new TenantDigests(await this.keys.own(tx, tenant, 'index'));
  }

  /** See `TenantDigests.blindIndex`. */
  async blindIndex(tx: Tx, tenant: string, field: string, text: string): Promise<Buffer> {
    return (await this.digests(tx, tenant)).blindIndex(field, text);
  }

  /** See `TenantDigests.fingerprint`. */
  async fingerprint(tx: Tx, tenant: string, canonicalText: string): Promise<Buffer> {
    return (await this.digests(tx, tenant)).fingerprint(canonicalText);
  }
}

/** Nothing can be sealed for somebody whose data were erased; the source must introduce them anew. */
export class SubjectErased extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SUBJECT_ERASED';

  constructor(subject: string) {
    super(`Subject ${subject} is erased or unknown`, { subject });
  }
}

const payloadContext = (tenant: string, subject: string, context: string): Buffer =>
  contextOf('payload', tenant, subject, context);

const bytesOf = (plain: Buffer | string): Buffer =>
  typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;

/** Those there are, with the digest of what they are called. */
const findSubjects = (tx: Tx, tenant: string, digests: readonly Buffer[]): Promise<MadeSubject[]> =>
  tx.query<MadeSubject[]>(
    kept(`select subject_id as subject, external_key as digest from vault_subject_key
     where tenant_id = $1 and external_key = any($2::bytea[])`),
    [tenant, digests],
  );
