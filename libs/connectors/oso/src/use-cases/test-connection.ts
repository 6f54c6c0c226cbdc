import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, newId } from '@gateway/database';
import type { Exchange } from '@gateway/egress';
import { Injectable } from '@nestjs/common';
import { answerIn } from '../protocol/answer-in';
import { Partners } from '../protocol/partners';
import { Accounts } from './accounts';
import { settingsOf, type Context, osoConnection } from './context';
import { CertificateUnusable } from './errors';

export const steps = ['dns', 'tls', 'certificate', 'ping'] as const;

type Step = (typeof steps)[number];

/** How far a ping came: the first step that fails says what is wrong. */
export interface StepResult {
  readonly step: Step;
  readonly result: 'ok' | 'failed' | 'not-reached';
  /** Stable; only of the step that failed. */
  readonly reason?: string;
}

const pinged = auditEvent('oso/connection-tested', {
  log: 'admin',
  object: 'connection',
  requires: ['outcome'],
});

/** The mandatory ping to the Traffic Center, told step by step (case 40). No personal data is involved. */
@Injectable()
export class TestConnection {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly accounts: Accounts,
    private readonly partners: Partners,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} */
  async run({
    tenant,
    connection,
    actor,
  }: {
    tenant: string;
    connection: string;
    actor: Actor;
  }): Promise<StepResult[]> {
    const found = await this.database.tenant(tenant, (tx) => osoConnection(this.connections, tx, connection));
    const settings = settingsOf(found);
    const context: Context = { tenant, connection: found.id, settings, actor, trigger: 'person' };
    const failure = await this.ping(context);
    await this.database.tenant(tenant, (tx) =>
      this.audit.record(
        tx,
        pinged({ tenant, actor, object: found.id, outcome: failure ? 'failure' : 'success' }),
      ),
    );
    return toldBySteps(failure);
  }

  private async ping(context: Context): Promise<Failure | undefined> {
    try {
      return await this.accounts.use(context, { purpose: 'oso-ping', request: newId() }, async (account) => {
        const { answer } = await this.partners.ask(
          account,
          { ...account.center, patience: once(account.center) },
          'ping',
          {},
        );
        if (answer.exchange.reached !== 'answered')
          return { step: stepOf(answer.exchange), reason: answer.exchange.reason };
        const read = answerIn(answer, account);
        return read.values ? undefined : { step: 'ping', reason: read.reason };
      });
    } catch (error) {
      if (!(error instanceof CertificateUnusable)) throw error;
      return { step: 'certificate', reason: String(error.facts.because) };
    }
  }
}

interface Failure {
  readonly step: Step;
  readonly reason: string;
}

/** Whoever tests wants to see the first failure, not the third. */
const once = <T extends { readonly attempts: number }>({ patience }: { readonly patience: T }): T => ({
  ...patience,
  attempts: 1,
});

function stepOf({ reason, reached }: Exchange): Step {
  if (
    /^(CLIENT_CERTIFICATE_|TLS_(UNTRUSTED|WRONG|SERVER_EXPIRED|REVO|HANDSHAKE_REFUSED)|WITHHELD)/.test(reason)
  )
    return 'certificate';
  if (reason === 'DNS_FAILED' || reason === 'EGRESS_BLOCKED' || reason === 'URL_NOT_ALLOWED') return 'dns';
  return reached === 'not-sent' ? 'tls' : 'ping';
}

function toldBySteps(failure: Failure | undefined): StepResult[] {
  const failedAt = failure ? steps.indexOf(failure.step) : steps.length;
  return steps.map((step, at) => {
    if (at < failedAt) return { step, result: 'ok' };
    return at === failedAt && failure
      ? { step, result: 'failed', reason: failure.reason }
      : { step, result: 'not-reached' };
  });
}
