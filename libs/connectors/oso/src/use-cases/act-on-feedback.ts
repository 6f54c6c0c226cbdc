import { AuditTrail, type Actor } from '@gateway/audit';
import { Connections, isUuid } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Deliveries, DeliveryLists, type DeliveryEvent, type DeliveryRecord } from '@gateway/delivery';
import { NotFound } from '@gateway/errors';
import { Payloads, SubjectErased } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Feedback } from '../domain/feedback';
import { AttemptFeedback, deadlineFrom } from './attempt-feedback';
import { settingsOf, type Context, osoConnection } from './context';
import { ConnectionInactive, FeedbackStateConflict } from './errors';
import { feedbackMoved } from './feedback-trail';
import { payloadContext } from './request-feedback';

export interface ActOnFeedbackInput {
  readonly tenant: string;
  readonly connection: string;
  readonly id: string;
  readonly actor: Actor;
}

/** What a person decides about a Terugkoppeling that has not been confirmed. */
@Injectable()
export class ActOnFeedback {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly deliveries: Deliveries,
    private readonly lists: DeliveryLists,
    private readonly payloads: Payloads,
    private readonly attempt: AttemptFeedback,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Sends it again, beginning with a new melding: the address of the first is not used again (dossier 2.5).
   *
   * @throws {FeedbackStateConflict} unless it was refused, not sent, or is uncertain
   * @throws {ConnectionInactive} @throws {NotFound} @throws {SubjectErased}
   */
  async resend({ tenant, connection: id, id: feedbackId, actor }: ActOnFeedbackInput): Promise<void> {
    const { context, claimed, feedback } = await this.database.tenant(tenant, async (tx) => {
      const connection = await osoConnection(this.connections, tx, id);
      if (!connection.active || connection.pausedBecause !== null)
        throw new ConnectionInactive(connection.id);
      const settings = settingsOf(connection);
      const context: Context = { tenant, connection: connection.id, settings, actor, trigger: 'person' };
      const record = await this.record(tx, connection.id, feedbackId);
      const feedback = await this.open(tx, tenant, record);
      await this.apply(tx, context, record.id, {
        ...{ type: 'resend', by: byWhom(actor), deadlineAt: deadlineFrom(new Date()) },
      });
      return { context, feedback, claimed: await this.attempt.claim(tx, context, record.id) };
    });
    await this.attempt.run(context, claimed, feedback);
  }

  /**
   * Closes it without delivery, or confirms that the school has it; why is kept, sealed.
   *
   * @throws {FeedbackStateConflict} @throws {NotFound}
   */
  close(
    { tenant, connection: id, id: feedbackId, actor }: ActOnFeedbackInput,
    { as, reason }: { readonly as: 'resolved' | 'confirmed'; readonly reason: string },
  ): Promise<void> {
    return this.database.tenant(tenant, async (tx) => {
      const connection = await osoConnection(this.connections, tx, id);
      const record = await this.record(tx, connection.id, feedbackId);
      const [sealed] = await this.payloads.sealForTenant(tx, tenant, [{ context: 'reason', plain: reason }]);
      const word = sealed?.toString('base64') ?? '';
      const by = byWhom(actor);
      const event: DeliveryEvent =
        as === 'resolved' ? { type: 'resolve', by, reason: word } : { type: 'confirm', by, note: word };
      await this.apply(tx, { tenant, actor }, record.id, event);
    });
  }

  private async apply(
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

  private async record(tx: Tx, connection: string, id: string): Promise<DeliveryRecord> {
    const [record] = isUuid(id) ? await this.lists.find(tx, [id]) : [];
    if (record?.connectionId !== connection) throw new NotFound('feedback', id);
    return record;
  }

  private async open(tx: Tx, tenant: string, { id, subjectId, payload }: DeliveryRecord): Promise<Feedback> {
    const item = { subject: subjectId ?? '', context: payloadContext(id), sealed: payload };
    const [plain] = await this.payloads.open(tx, tenant, [item]);
    if (!plain) throw new SubjectErased(subjectId ?? '');
    return JSON.parse(plain.toString('utf8')) as Feedback;
  }
}

const byWhom = ({ type, id }: Actor): string => `${type}:${id}`;
