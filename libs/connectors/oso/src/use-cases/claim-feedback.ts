import { createHash } from 'node:crypto';
import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryRecord, type Lease } from '@gateway/delivery';
import { ProtocolLog, type CallRef } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import type { OpenAccount } from './accounts';
import { numberOf, type Context } from './context';
import { feedbackMoved } from './feedback-trail';
import { SettleFeedback, type CallOnRecord } from './settle-feedback';
import { WakeRecovery } from './wake-recovery';

/** A Terugkoppeling that was claimed for one attempt; the melding is on record, nothing has left the house. */
export interface ClaimedFeedback {
  readonly record: DeliveryRecord;
  readonly melding: CallOnRecord;
  /** The id the call to the school will have. */
  readonly callId: string;
  readonly lease: Lease;
}

/** Puts on record what an attempt is about to do, before it is done. */
@Injectable()
export class ClaimFeedback {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly protocol: ProtocolLog,
    private readonly settle: SettleFeedback,
    private readonly audit: AuditTrail,
    private readonly wake: WakeRecovery,
  ) {}

  /** In the transaction that accepted it or set it going again. */
  async run(tx: Tx, context: Context, id: string): Promise<ClaimedFeedback> {
    const { tenant, connection, settings, actor } = context;
    const lasts = this.wake.leaseSeconds * 1_000;
    const lease = { claimedAt: performance.now(), lasts };
    const startedAt = new Date();
    const leaseUntil = new Date(startedAt.getTime() + lasts);
    const callId = newId();
    const [record] = await this.deliveries.claim(
      tx,
      { connectionId: connection, callId, leaseUntil, lanes: [id], limit: 1 },
      startedAt,
    );
    if (!record) throw new Error('A Terugkoppeling that was just accepted cannot be claimed');
    const melding = await this.begin(tx, context, newId(), {
      endpoint: settings.trafficCenterUrl,
      what: 'OSM',
    });
    await this.audit.record(tx, feedbackMoved([record], { tenant, actor }));
    await this.wake.after(tx, context, leaseUntil);
    return { record, melding, callId, lease };
  }

  /**
   * Closes the melding and puts the sending on record, if the Terugkoppeling is still ours: from the commit
   * on, a crash leaves it uncertain and never sends it again (dossier 2.6).
   */
  intend(
    context: Context,
    account: OpenAccount,
    {
      claimed,
      school,
      facts,
      end,
      envelope,
    }: Pick<Parameters<SettleFeedback['closeCall']>[2], 'facts' | 'end'> & {
      claimed: ClaimedFeedback;
      school: CallOnRecord;
      envelope: Buffer;
    },
  ): Promise<boolean> {
    return this.database.tenant(context.tenant, async (tx) => {
      const ours = await this.deliveries.stillClaimed(tx, [claimed.record], new Date());
      await this.settle.closeCall(tx, claimed.record, { call: claimed.melding, end, facts });
      if (!ours.has(claimed.record.id)) return false;
      await this.begin(tx, context, school.id, {
        ...{ endpoint: school.endpoint, what: 'OST', startedAt: school.startedAt, account },
        requestHash: createHash('sha256').update(envelope).digest(),
      });
      return true;
    });
  }

  private async begin(
    tx: Tx,
    { tenant, connection, actor, trigger }: Context,
    id: string,
    about: { endpoint: string; what: string; startedAt?: Date; account?: OpenAccount; requestHash?: Buffer },
  ): Promise<CallOnRecord> {
    const call: CallRef = { tenant, id, startedAt: about.startedAt ?? new Date() };
    await this.protocol.begin(tx, {
      ...{ ...call, connection, actor, trigger, number: numberOf(about.what, id) },
      ...{ endpoint: about.endpoint, phase: 'sending', sent: 1 },
      ...(about.account ? { credential: about.account.mark } : {}),
      ...(about.requestHash ? { requestHash: about.requestHash } : {}),
    });
    return { ...call, connection, endpoint: about.endpoint };
  }
}
