import { EgressPolicies } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { checkAddress } from '../protocol/delivery-address';
import {
  overdrachtContent,
  readDocument,
  readOverdracht,
  sessionContent,
  type Step,
} from '../protocol/dossier';
import { Partners } from '../protocol/partners';
import { Accounts, type OpenAccount } from './accounts';
import type { Context } from './context';
import { CertificateUnusable } from './errors';
import type { Notices } from './notices';

type Opened = Awaited<ReturnType<Notices['open']>>;

/** A session with the Traffic Center, in which one dossier is fetched from the school. */
@Injectable()
export class DossierSession {
  constructor(
    private readonly accounts: Accounts,
    private readonly policies: EgressPolicies,
    private readonly partners: Partners,
  ) {}

  async fetch(context: Context, opened: Opened): Promise<Step<Buffer>> {
    try {
      const use = { purpose: 'oso-dossier', request: opened.notice.id };
      return await this.accounts.use(context, use, (account) => this.session(context, account, opened));
    } catch (error) {
      if (!(error instanceof CertificateUnusable)) throw error;
      return { kind: 'failed', reason: `CERTIFICATE_${String(error.facts.because)}` };
    }
  }

  private async session(
    { settings }: Context,
    account: OpenAccount,
    { direction, koppelsleutel }: Opened,
  ): Promise<Step<Buffer>> {
    const { profile, center } = account;
    const asked = overdrachtContent(profile, direction, koppelsleutel);
    const { answer } = await this.partners.ask(account, center, 'overdracht', asked);
    const session = readOverdracht(answer, account, direction.bron);
    if (session.kind !== 'done') return session;
    const { sessieId, url } = session.value;
    const address = checkAddress(url, settings, this.policies);
    const step: Step<Buffer> = address.url
      ? readDocument(
          await this.partners.document(
            account,
            {
              url: address.url,
              organisationNumber: address.organisationNumber,
              timeoutMs: settings.deliveryTimeoutSeconds * 1_000,
            },
            sessionContent(profile, direction, { koppelsleutel, sessieId }),
          ),
          account,
        )
      : { kind: 'failed', reason: address.fault };
    const resultaat =
      step.kind === 'done' ? 'OverdrachtGeslaagd' : step.kind === 'refused' ? step.code : 'OverdrachtMislukt';
    const closing = sessionContent(profile, direction, { koppelsleutel, sessieId, resultaat });
    await this.partners.ask(account, center, 'afmelding', closing);
    return step;
  }
}
