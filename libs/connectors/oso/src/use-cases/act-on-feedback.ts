import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import type { DeliveryEvent } from '@gateway/delivery';
import { Injectable } from '@nestjs/common';
import { AttemptFeedback } from './attempt-feedback';
import { ClaimFeedback } from './claim-feedback';
import { settingsOf, type Context, osoConnection } from './context';
import { ConnectionInactive } from './errors';
import { deadlineFrom, FeedbackRecords } from './feedback-records';

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
    private readonly records: FeedbackRecords,
    private readonly claims: ClaimFeedback,
    private readonly attempt: AttemptFeedback,
  ) {}

  /**
   * Sends it again, beginning with a new melding: the address of the first is not used again (dossier 2.5).
   *
   * @throws {FeedbackStateConflict} unless it was refused, not sent, or is uncertain
   * @throws {ConnectionInactive} @throws {NotFound} @throws {SubjectErased}
   */
  async resend({ tenant, connection: id, id: feedbackId, actor }: ActOnFeedbackInput): Promise<void> {
    await this.attempt.run(tenant, async (tx) => {
      const connection = await osoConnection(this.connections, tx, id);
      if (!connection.active || connection.pausedBecause !== null)
        throw new ConnectionInactive(connection.id);
      const settings = settingsOf(connection);
      const context: Context = { tenant, connection: connection.id, settings, actor, trigger: 'person' };
      const record = await this.records.get(tx, connection.id, feedbackId);
      const feedback = await this.records.open(tx, tenant, record);
      await this.records.apply(tx, context, record.id, {
        ...{ type: 'resend', by: byWhom(actor), deadlineAt: deadlineFrom(new Date()) },
      });
      return { claimed: await this.claims.again(tx, context, feedback, record.id) };
    });
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
      const record = await this.records.get(tx, connection.id, feedbackId);
      const word = await this.records.sealReason(tx, tenant, reason);
      const by = byWhom(actor);
      const event: DeliveryEvent =
        as === 'resolved' ? { type: 'resolve', by, reason: word } : { type: 'confirm', by, note: word };
      await this.records.apply(tx, { tenant, actor }, record.id, event);
    });
  }
}

const byWhom = ({ type, id }: Actor): string => `${type}:${id}`;
