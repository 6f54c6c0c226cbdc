import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { isUuid } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { DeliveryLists, type DeliveryRecord, type ListedDelivery } from '@gateway/delivery';
import { NotFound } from '@gateway/errors';
import { ProtocolReader, type ProtocolEntry } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { TransferRecord } from '../domain/fields';
import { unpacked } from '../storage/packed';
import { excerptOf } from '../storage/stored-answer';

/** One record with its personal data. */
export interface RevealedRecord {
  readonly id: string;
  /** What is or was to be sent; null once the child has been erased. */
  readonly record: TransferRecord | null;
  /** The Kita-Planer's own words, newest first. */
  readonly messages: readonly {
    readonly call: string;
    readonly at: Date;
    readonly message: string | null;
    readonly hints: readonly object[];
  }[];
  /** The reason a person gave for the last decision. */
  readonly reason: string | null;
}

/** One record without its personal data. */
export interface MaskedRecord {
  readonly delivery: ListedDelivery;
  readonly entries: readonly ProtocolEntry[];
  /** The record of the same child whose outcome has to be known before this one may go. */
  readonly waitsFor: { readonly record: string; readonly because: 'VORGAENGER_OFFEN' } | null;
}

/** What somebody may have to see a child's data for; stands in the trail. */
export const revealPurposes = ['review', 'correction', 'support', 'information-request'] as const;

export type RevealPurpose = (typeof revealPurposes)[number];

const revealed = auditEvent('kita-planer/record-revealed', { log: 'security', object: 'delivery' });
const answerRevealed = auditEvent('kita-planer/answer-revealed', { log: 'security', object: 'call' });

/** Shows a record: without personal data to whoever may read, with them – and on record – to whoever may see them. */
@Injectable()
export class RevealRecord {
  constructor(
    private readonly database: Database,
    private readonly lists: DeliveryLists,
    private readonly reader: ProtocolReader,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} */
  masked(tenant: string, id: string): Promise<MaskedRecord> {
    return this.database.tenant(tenant, async (tx) => {
      const { payload: _, ...delivery } = await this.find(tx, id);
      return {
        delivery,
        entries: await this.entriesOf(tx, delivery),
        waitsFor: await this.waitsFor(tx, delivery),
      };
    });
  }

  /** Case 47: a lane with an open question stands still. */
  private async waitsFor(
    tx: Tx,
    { state, connectionId, lane }: ListedDelivery,
  ): Promise<MaskedRecord['waitsFor']> {
    if (state !== 'accepted') return null;
    const states = ['sending', 'uncertain'] as const;
    const { items } = await this.lists.open(tx, { connectionId, lane, states }, { after: null, limit: 1 });
    return items[0] ? { record: items[0].id, because: 'VORGAENGER_OFFEN' } : null;
  }

  /** @throws {NotFound} */
  run({
    tenant,
    actor,
    record,
    purpose = 'review',
  }: {
    readonly tenant: string;
    readonly actor: Actor;
    readonly record: string;
    readonly purpose?: RevealPurpose;
  }): Promise<RevealedRecord> {
    return this.database.tenant(tenant, async (tx) => {
      const delivery = await this.find(tx, record);
      const entries = await this.entriesOf(tx, delivery);
      await this.audit.record(tx, revealed({ tenant, actor, object: record, outcome: 'success', purpose }));
      const subject = delivery.subjectId ?? '';
      const spoken = entries.filter(({ message }) => message !== null);
      const messages = await this.payloads.open(
        tx,
        tenant,
        spoken.map(({ message }) => ({
          subject,
          context: `message ${record}`,
          sealed: message ?? Buffer.alloc(0),
        })),
      );
      const payload = await this.payloadOf(tx, tenant, delivery);
      return {
        id: record,
        record: payload ? (unpacked(payload) as TransferRecord) : null,
        messages: spoken.map(({ callId, at }, index) => ({
          call: callId,
          at,
          ...wordsFrom(messages[index]),
        })),
        reason: await this.reasonOf(tx, tenant, delivery),
      };
    });
  }

  /** What came back from the Kita-Planer in one call, from its beginning. @throws {NotFound} */
  answer({
    tenant,
    actor,
    call,
  }: {
    readonly tenant: string;
    readonly actor: Actor;
    readonly call: string;
  }): Promise<{ excerpt: string | null }> {
    return this.database.tenant(tenant, async (tx) => {
      if (!isUuid(call)) throw new NotFound('call', call);
      const { answer } = await this.reader.call(tx, call);
      await this.audit.record(
        tx,
        answerRevealed({ tenant, actor, object: call, outcome: 'success', purpose: 'review' }),
      );
      if (!answer) return { excerpt: null };
      const [plain] = await this.payloads.openForTenant(tx, tenant, [
        { context: `answer ${call}`, sealed: answer },
      ]);
      return { excerpt: plain ? excerptOf(plain) : null };
    });
  }

  private async find(tx: Tx, id: string): Promise<Awaited<ReturnType<DeliveryLists['find']>>[number]> {
    const [delivery] = isUuid(id) ? await this.lists.find(tx, [id]) : [];
    if (!delivery) throw new NotFound('record', id);
    return delivery;
  }

  /** Nothing once it has been purged, or the child erased. */
  private async payloadOf(
    tx: Tx,
    tenant: string,
    { id, subjectId, payload }: DeliveryRecord,
  ): Promise<Buffer | undefined> {
    if (payload.length === 0) return undefined;
    const sealed = { subject: subjectId ?? '', context: `record ${id}`, sealed: payload };
    return (await this.payloads.open(tx, tenant, [sealed]))[0];
  }

  private entriesOf(tx: Tx, { id, connectionId }: ListedDelivery): Promise<ProtocolEntry[]> {
    return this.reader.entries(tx, { connection: connectionId, record: id }, { limit: 100 });
  }

  private async reasonOf(tx: Tx, tenant: string, { reason }: ListedDelivery): Promise<string | null> {
    if (!reason) return null;
    const [plain] = await this.payloads.openForTenant(tx, tenant, [
      { context: 'reason', sealed: Buffer.from(reason, 'base64') },
    ]);
    return plain?.toString('utf8') ?? null;
  }
}

function wordsFrom(sealed: Buffer | undefined): { message: string | null; hints: readonly object[] } {
  if (!sealed) return { message: null, hints: [] };
  return JSON.parse(sealed.toString('utf8')) as { message: string | null; hints: readonly object[] };
}
