import { EgressPolicies } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { checkAddress } from '../protocol/delivery-address';
import {
  overdrachtContent,
  readClosing,
  readDocument,
  readOverdracht,
  sessionContent,
  type OpenedSession,
  type Step,
} from '../protocol/dossier';
import { Partners } from '../protocol/partners';
import { Accounts, type OpenAccount } from './accounts';
import type { Context } from './context';
import { CertificateUnusable } from './errors';
import { LogSession, type Logged } from './log-session';
import type { Notices } from './notices';

type Opened = Awaited<ReturnType<Notices['open']>>;

/** A session with the Traffic Center, in which one dossier is fetched from the school; every call is on record. */
@Injectable()
export class DossierSession {
  constructor(
    private readonly accounts: Accounts,
    private readonly policies: EgressPolicies,
    private readonly partners: Partners,
    private readonly log: LogSession,
  ) {}

  async fetch(context: Context, opened: Opened): Promise<Step<Buffer>> {
    try {
      const use = { purpose: 'oso-dossier', request: opened.notice.id };
      return await this.accounts.use(context, use, (account) => this.session({ context, account, opened }));
    } catch (error) {
      if (!(error instanceof CertificateUnusable)) throw error;
      return { kind: 'failed', reason: `CERTIFICATE_${String(error.facts.because)}` };
    }
  }

  private async session(visit: Visit): Promise<Step<Buffer>> {
    const { account, opened } = visit;
    const { koppelsleutel, direction } = opened;
    const session = await this.logged(visit, account.center.url, async () => {
      const asked = overdrachtContent(account.profile, direction, koppelsleutel);
      const { answer } = await this.partners.ask(account, account.center, 'overdracht', asked);
      return { answer, step: readOverdracht(answer, account, direction.bron) };
    });
    if (session.kind !== 'done') return session;
    const step = await this.document(visit, session.value);
    await this.logged(visit, account.center.url, async () => {
      const resultaat = resultOf(step);
      const { sessieId } = session.value;
      const closing = sessionContent(account.profile, direction, { koppelsleutel, sessieId, resultaat });
      const { answer } = await this.partners.ask(account, account.center, 'afmelding', closing);
      return { answer, step: readClosing(answer, account) };
    });
    return step;
  }

  private async document(visit: Visit, { sessieId, url }: OpenedSession): Promise<Step<Buffer>> {
    const { account, opened, context } = visit;
    const { settings } = context;
    const address = checkAddress(url, settings, this.policies);
    if (!address.url) return { kind: 'failed', reason: address.fault };
    const { organisationNumber, url: checked } = address;
    const timeoutMs = settings.deliveryTimeoutSeconds * 1_000;
    const destination = { url: checked, organisationNumber, timeoutMs };
    const { koppelsleutel, direction } = opened;
    const content = sessionContent(account.profile, direction, { koppelsleutel, sessieId });
    return this.logged(visit, checked.origin + checked.pathname, async () => {
      const answer = await this.partners.document(account, destination, content);
      return { answer, step: readDocument(answer, account) };
    });
  }

  private logged<T>(
    { context, account, opened }: Visit,
    endpoint: string,
    work: () => Promise<Logged<T>>,
  ): Promise<Step<T>> {
    return this.log.run(context, { endpoint, notice: opened.notice, credential: account.mark }, work);
  }
}

interface Visit {
  readonly context: Context;
  readonly account: OpenAccount;
  readonly opened: Opened;
}

function resultOf(step: Step<unknown>): string {
  if (step.kind === 'done') return 'OverdrachtGeslaagd';
  return step.kind === 'refused' ? step.code : 'OverdrachtMislukt';
}
