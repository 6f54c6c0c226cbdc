import { AuditTrail } from '@gateway/audit';
import { isUuid } from '@gateway/connector';
import { newId, type Tx } from '@gateway/database';
import {
  Deliveries,
  DeliveryLists,
  type DeliveryEvent,
  type DeliveryRecord,
  type NewRecord,
} from '@gateway/delivery';
import { NotFound } from '@gateway/errors';
import { Payloads, SubjectErased } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Feedback } from '../domain/feedback';
import { lastFour } from '../domain/profile';
import { numberOf, type Context } from './context';
import { FeedbackStateConflict } from './errors';
import { feedbackMoved } from './feedback-trail';

/** How long the gateway may be busy with one attempt before it is given up as not sent. */
const BUSY_SECONDS = 300;

/** When an attempt that begins now is over if nothing else has ended it. */
export const deadlineFrom = (now: Date): Date => new Date(now.getTime() + BUSY_SECONDS * 1_000);

/** Terugkoppelingen as they are stored: content sealed, every change audited. */
@Injectable()
export class FeedbackRecords {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly lists: DeliveryLists,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** One that is new, sealed. */
  async seal(tx: Tx, context: Context, feedback: Feedback, notice: string | null): Promise<NewRecord> {
    const { tenant, actor, trigger } = context;
    const { bron, doel } = feedback.direction;
    const { koppelsleutel } = feedback;
    const id = newId();
    const plain = JSON.stringify(feedback);
    const subject = (await this.payloads.subjects(tx, tenant, [koppelsleutel])).get(koppelsleutel) ?? '';
    const [payload = Buffer.alloc(0)] = await this.payloads.seal(tx, tenant, [
      { subject, context: payloadContext(id), plain },
    ]);
    return {
      ...{ id, recordKey: id, lane: id, sortKey: '', subjectId: subject, number: numberOf('OST', id) },
      refs: {
        ...{ bronBrin: bron.brin, bronPoint: bron.point, doelBrin: doel.brin, doelPoint: doel.point },
        ...{ koppelsleutel: lastFour(koppelsleutel), notice },
      },
      payload,
      payloadHash: await this.payloads.fingerprint(tx, tenant, plain),
      ...{ notices: [], trigger, actor: actor.id, runId: null, deadlineAt: deadlineFrom(new Date()) },
    };
  }

  /** A person's words, which may name people. */
  async sealReason(tx: Tx, tenant: string, reason: string): Promise<string> {
    const [sealed] = await this.payloads.sealForTenant(tx, tenant, [{ context: 'reason', plain: reason }]);
    return sealed?.toString('base64') ?? '';
  }

  async apply(
    tx: Tx,
    { tenant, actor }: Pick<Context, 'tenant' | 'actor'>,
    id: string,
    event: DeliveryEvent,
  ): Promise<void> {
    const { changed, skipped } = await this.deliveries.apply(tx, [{ id, event }], new Date());
    const [refused] = skipped;
    if (refused) throw new FeedbackStateConflict(id, refused.because);
    await this.audit.record(tx, feedbackMoved(changed, { tenant, actor }));
  }

  async get(tx: Tx, connection: string, id: string): Promise<DeliveryRecord> {
    const [record] = isUuid(id) ? await this.lists.find(tx, [id]) : [];
    if (record?.connectionId !== connection) throw new NotFound('feedback', id);
    return record;
  }

  async open(tx: Tx, tenant: string, { id, subjectId, payload }: DeliveryRecord): Promise<Feedback> {
    const item = { subject: subjectId ?? '', context: payloadContext(id), sealed: payload };
    const [plain] = await this.payloads.open(tx, tenant, [item]);
    if (!plain) throw new SubjectErased(subjectId ?? '');
    return JSON.parse(plain.toString('utf8')) as Feedback;
  }
}

const payloadContext = (id: string): string => `feedback ${id}`;
