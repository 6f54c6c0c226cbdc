import { Database, type Tx } from '@gateway/database';
import { maySend } from '@gateway/delivery';
import { EgressPolicies, type Exchange } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { againstTheDossier, type Direction } from '../domain/aanleverpunt';
import { checkAddress } from '../protocol/delivery-address';
import { Partners, type Destination } from '../protocol/partners';
import { Accounts, type OpenAccount, type OpenedAccount } from './accounts';
import { ClaimFeedback, type ClaimedFeedback } from './claim-feedback';
import { CertificateUnusable } from './errors';
import { endOfDelivery, endOfMelding, unusableCertificate, wrongAddress } from './feedback-ends';
import { SettleFeedback, type CallOnRecord } from './settle-feedback';

interface Begun {
  /** Absent where there is nothing to do. */
  readonly claimed?: ClaimedFeedback | undefined;
}

/**
 * One attempt at one Terugkoppeling: register it with the Traffic Center, check the address, send it there
 * once (dossier 1.2, steps 8 and 9). Each step is on record before it is taken.
 */
@Injectable()
export class AttemptFeedback {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimFeedback,
    private readonly accounts: Accounts,
    private readonly policies: EgressPolicies,
    private readonly partners: Partners,
    private readonly settle: SettleFeedback,
  ) {}

  /**
   * Claims a Terugkoppeling and, when that is committed, makes the attempt. In the claim's transaction the
   * certificate is opened as well. Never throws for anything a partner, the network or a certificate does.
   */
  async run<T extends Begun>(tenant: string, claim: (tx: Tx) => Promise<T>): Promise<T> {
    const opened: OpenedAccount[] = [];
    try {
      const begun = await this.database.tenant(tenant, async (tx) => {
        const begun = await claim(tx);
        const { claimed } = begun;
        if (!claimed) return begun;
        const use = { purpose: 'oso-terugkoppeling', request: claimed.record.id };
        opened.push(await this.accounts.open(tx, claimed.context, use));
        return begun;
      });
      const [{ account } = { account: undefined }] = opened;
      if (begun.claimed && account) await this.begin(begun.claimed, account);
      return begun;
    } finally {
      for (const { wipe } of opened) wipe();
    }
  }

  private async begin(claimed: ClaimedFeedback, account: OpenAccount | CertificateUnusable): Promise<void> {
    claimed.committed();
    if (!(account instanceof CertificateUnusable)) return this.attempt(account, claimed);
    const end = unusableCertificate(String(account.facts.because));
    await this.settle.run(claimed.context, claimed, { call: claimed.melding, end });
  }

  private async attempt(account: OpenAccount, claimed: ClaimedFeedback): Promise<void> {
    const { context, feedback } = claimed;
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
