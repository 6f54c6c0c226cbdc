import { createHash } from 'node:crypto';
import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, maySend, type DeliveryRecord, type Lease } from '@gateway/delivery';
import type { Exchange } from '@gateway/egress';
import { EgressPolicies } from '@gateway/egress';
import { Jobs } from '@gateway/jobs';
import { ProtocolLog, type CallRef } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import { againstTheDossier, type Direction } from '../domain/aanleverpunt';
import type { Feedback } from '../domain/feedback';
import { checkAddress } from '../protocol/delivery-address';
import { Partners, type Destination } from '../protocol/partners';
import { Accounts, type OpenAccount } from './accounts';
import { numberOf, type Context } from './context';
import { CertificateUnusable } from './errors';
import { feedbackMoved } from './feedback-trail';
import { endOfDelivery, endOfMelding, unusableCertificate, wrongAddress } from './feedback-ends';
import { Pace } from './pace';
import { recoverQueue } from './recover-queue';
import { SettleFeedback, type CallOnRecord } from './settle-feedback';

/** A Terugkoppeling that was claimed for one attempt; the melding is on record, nothing has left the house. */
export interface ClaimedFeedback {
  readonly record: DeliveryRecord;
  readonly melding: CallOnRecord;
  /** The id the call to the school will have. */
  readonly callId: string;
  readonly lease: Lease;
}

/** How long the gateway may be busy with one attempt before it is given up as not sent. */
const BUSY_SECONDS = 300;

/** When an attempt that begins now is over if nothing else has ended it. */
export const deadlineFrom = (now: Date): Date => new Date(now.getTime() + BUSY_SECONDS * 1_000);

/**
 * One attempt at one Terugkoppeling: register it with the Traffic Center, check the address, send it there
 * once (dossier 1.2, steps 8 and 9). Each step is on record before it is taken.
 */
@Injectable()
export class AttemptFeedback {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly protocol: ProtocolLog,
    private readonly accounts: Accounts,
    private readonly policies: EgressPolicies,
    private readonly partners: Partners,
    private readonly settle: SettleFeedback,
    private readonly audit: AuditTrail,
    private readonly jobs: Jobs,
    private readonly pace: Pace,
  ) {}

  /** In the transaction that accepted it or set it going again. */
  async claim(tx: Tx, context: Context, id: string): Promise<ClaimedFeedback> {
    const { tenant, connection, settings, actor } = context;
    const lasts = this.pace.leaseSeconds * 1_000;
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
    const startAfter = new Date(leaseUntil.getTime() + 1_000);
    await this.jobs.enqueue(tx, recoverQueue, { tenant, connection }, { startAfter });
    return { record, melding, callId, lease };
  }

  /** Never throws for anything a partner, the network or a certificate does. */
  async run(context: Context, claimed: ClaimedFeedback, feedback: Feedback): Promise<void> {
    try {
      const use = { purpose: 'oso-terugkoppeling', request: claimed.record.id };
      await this.accounts.use(context, use, (account) => this.attempt(context, account, claimed, feedback));
    } catch (error) {
      if (!(error instanceof CertificateUnusable)) throw error;
      const end = unusableCertificate(String(error.facts.because));
      await this.settle.run(context, claimed, { call: claimed.melding, end });
    }
  }

  private async attempt(
    context: Context,
    account: OpenAccount,
    claimed: ClaimedFeedback,
    feedback: Feedback,
  ): Promise<void> {
    const { settings } = context;
    const melded = await this.partners.meld(account, account.center, feedback);
    const facts = factsOf(melded.exchange, melded.attempts);
    const ended = endOfMelding(melded.outcome);
    if (melded.outcome.kind !== 'registered')
      return this.settle.run(context, claimed, { call: claimed.melding, end: ended, facts });

    const address = checkAddress(melded.outcome.url, settings, this.policies);
    if (!address.url) {
      const end = wrongAddress(address.fault, melded.outcome.url);
      return this.settle.run(context, claimed, { call: claimed.melding, end, facts });
    }
    const school: CallOnRecord = {
      ...{
        tenant: context.tenant,
        id: claimed.callId,
        startedAt: new Date(),
        connection: context.connection,
      },
      endpoint: address.url.origin + address.url.pathname,
    };
    let intended = false;
    const timeoutMs = settings.deliveryTimeoutSeconds * 1_000;
    const destination: Destination = {
      ...{ url: address.url, organisationNumber: address.organisationNumber, timeoutMs },
      intend: async (envelope) => {
        intended = await this.intend(context, account, { claimed, school, facts, end: ended, envelope });
        return intended;
      },
      stillOurs: () => maySend(claimed.lease, performance.now(), timeoutMs),
    };
    const sent = await this.partners.deliver(account, destination, {
      direction: directionOf(feedback.direction, settings.direction),
      koppelsleutel: feedback.koppelsleutel,
      content: feedback.content,
    });
    if (!intended) return;
    const end = endOfDelivery(sent.outcome, address.url.host);
    await this.settle.run(context, claimed, { call: school, end, facts: factsOf(sent.exchange, 1) });
  }

  /**
   * Closes the melding and puts the sending on record, if the Terugkoppeling is still ours: from the commit
   * on, a crash leaves it uncertain and never sends it again (dossier 2.6).
   */
  private intend(
    context: Context,
    account: OpenAccount,
    {
      claimed,
      school,
      facts,
      end,
      envelope,
    }: Pick<Parameters<SettleFeedback['closeCall']>[3], 'facts' | 'end'> & {
      claimed: ClaimedFeedback;
      school: CallOnRecord;
      envelope: Buffer;
    },
  ): Promise<boolean> {
    return this.database.tenant(context.tenant, async (tx) => {
      const ours = await this.deliveries.stillClaimed(tx, [claimed.record], new Date());
      await this.settle.closeCall(tx, claimed.record, context, { call: claimed.melding, end, facts });
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

const directionOf = (direction: Direction, follows: 'terugkoppeling' | 'dossier'): Direction =>
  follows === 'terugkoppeling' ? againstTheDossier(direction) : direction;

const factsOf = (
  { status, timings }: Exchange,
  attempts: number,
): { httpStatus: number | undefined; durationMs: number; attempts: number } => ({
  httpStatus: status,
  durationMs: Math.round(timings.totalMs),
  attempts,
});
