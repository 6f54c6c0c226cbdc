import { createHash } from 'node:crypto';
import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryRecord, type Lease, type NewRecord } from '@gateway/delivery';
import { ProtocolLog, type CallRef } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import type { Feedback } from '../domain/feedback';
import type { OpenAccount } from './accounts';
import { numberOf, type Context } from './context';
import { feedbackMoved, type MovedFeedback } from './feedback-trail';
import { SettleFeedback, type CallOnRecord } from './settle-feedback';
import { WakeRecovery } from './wake-recovery';

/** A Terugkoppeling that was claimed for one attempt; the melding is on record, nothing has left the house. */
export interface ClaimedFeedback {
  readonly context: Context;
  readonly feedback: Feedback;
  readonly record: DeliveryRecord;
  readonly melding: CallOnRecord;
  /** The id the call to the school will have. */
  readonly callId: string;
  readonly lease: Lease;
  /** To be called when the transaction of the claim is committed. */
  readonly committed: () => void;
}

/** When an attempt began, what its call is called, and until when it is ours. */
interface Term {
  readonly startedAt: Date;
  readonly callId: string;
  readonly leaseUntil: Date;
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

  /** Takes a new one over and claims it. */
  async accept(tx: Tx, context: Context, feedback: Feedback, accepted: NewRecord): Promise<ClaimedFeedback> {
    const term = this.term();
    const { startedAt, ...claim } = term;
    const record = await this.deliveries.acceptClaimed(tx, context.connection, accepted, claim, startedAt);
    const before = [{ id: record.id, state: 'accepted' }] as const;
    return { ...(await this.began(tx, context, { record, term, before })), context, feedback };
  }

  /** Claims one that a person has set going again, in the transaction that did so. */
  async again(tx: Tx, context: Context, feedback: Feedback, id: string): Promise<ClaimedFeedback> {
    const term = this.term();
    const { startedAt, callId, leaseUntil } = term;
    const [record] = await this.deliveries.claim(
      tx,
      { connectionId: context.connection, callId, leaseUntil, lanes: [id], limit: 1 },
      startedAt,
    );
    if (!record) throw new Error('A Terugkoppeling that was just set going cannot be claimed');
    return { ...(await this.began(tx, context, { record, term, before: [] })), context, feedback };
  }

  private term(): Term {
    const lasts = this.wake.leaseSeconds * 1_000;
    const startedAt = new Date();
    return {
      ...{ startedAt, callId: newId(), lease: { claimedAt: performance.now(), lasts } },
      leaseUntil: new Date(startedAt.getTime() + lasts),
    };
  }

  /** The melding is on record from here, and who ordered it. */
  private async began(
    tx: Tx,
    context: Context,
    { record, term, before }: { record: DeliveryRecord; term: Term; before: readonly MovedFeedback[] },
  ): Promise<Omit<ClaimedFeedback, 'context' | 'feedback'>> {
    const { tenant, settings, actor } = context;
    const about = { endpoint: settings.trafficCenterUrl, what: 'OSM' };
    const melding = await this.begin(tx, context, newId(), about);
    await this.audit.record(tx, feedbackMoved([...before, record], { tenant, actor }));
    const committed = await this.wake.after(tx, context, term.leaseUntil);
    return { ...{ record, melding, committed }, callId: term.callId, lease: term.lease };
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
