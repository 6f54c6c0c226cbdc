import { maySend } from '@gateway/delivery';
import { EgressPolicies, type Exchange } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { againstTheDossier, type Direction } from '../domain/aanleverpunt';
import type { Feedback } from '../domain/feedback';
import { checkAddress } from '../protocol/delivery-address';
import { Partners, type Destination } from '../protocol/partners';
import { Accounts, type OpenAccount } from './accounts';
import { ClaimFeedback, type ClaimedFeedback } from './claim-feedback';
import type { Context } from './context';
import { CertificateUnusable } from './errors';
import { endOfDelivery, endOfMelding, unusableCertificate, wrongAddress } from './feedback-ends';
import { SettleFeedback, type CallOnRecord } from './settle-feedback';

/**
 * One attempt at one Terugkoppeling: register it with the Traffic Center, check the address, send it there
 * once (dossier 1.2, steps 8 and 9). Each step is on record before it is taken.
 */
@Injectable()
export class AttemptFeedback {
  constructor(
    private readonly claims: ClaimFeedback,
    private readonly accounts: Accounts,
    private readonly policies: EgressPolicies,
    private readonly partners: Partners,
    private readonly settle: SettleFeedback,
  ) {}

  /** After the transaction of the claim. Never throws for anything a partner, the network or a certificate does. */
  async run(context: Context, claimed: ClaimedFeedback, feedback: Feedback): Promise<void> {
    claimed.committed();
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
    const begun = { sending: false };
    const timeoutMs = settings.deliveryTimeoutSeconds * 1_000;
    const destination: Destination = {
      ...{ url: address.url, organisationNumber: address.organisationNumber, timeoutMs },
      intend: async (envelope) => {
        begun.sending = await this.claims.intend(context, account, {
          claimed,
          school,
          facts,
          end: ended,
          envelope,
        });
        return begun.sending;
      },
      stillOurs: () => maySend(claimed.lease, performance.now(), timeoutMs),
    };
    const sent = await this.partners.deliver(account, destination, {
      direction: directionOf(feedback.direction, settings.direction),
      koppelsleutel: feedback.koppelsleutel,
      content: feedback.content,
    });
    if (!begun.sending) return;
    const end = endOfDelivery(sent.outcome, address.url.host);
    await this.settle.run(context, claimed, { call: school, end, facts: factsOf(sent.exchange, 1) });
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
