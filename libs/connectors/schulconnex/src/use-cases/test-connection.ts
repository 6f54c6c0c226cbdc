import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, newId } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { schulconnexConnection, settingsOf, type Context } from './context';
import { Services } from './services';

const steps = ['credentials', 'dns', 'tls', 'token', 'organisation'] as const;

type Step = (typeof steps)[number];

/** How far a test came: the first step that fails says what is wrong. */
export interface StepResult {
  readonly step: Step;
  readonly result: 'ok' | 'failed' | 'not-reached';
  /** Stable; only of the step that failed. */
  readonly reason?: string;
}

interface Failure {
  readonly step: Step;
  readonly reason: string;
}

const tested = auditEvent('schulconnex/connection-tested', {
  log: 'admin',
  object: 'connection',
  requires: ['outcome'],
});

/** Logs in and asks who we are over there, told step by step. No personal data is involved. */
@Injectable()
export class TestConnection {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly services: Services,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} */
  async run(tenant: string, connection: string, actor: Actor): Promise<StepResult[]> {
    const found = await this.database.tenant(tenant, (tx) =>
      schulconnexConnection(this.connections, tx, connection),
    );
    const settings = settingsOf(found);
    const failure = await this.failureOf({ tenant, connection: found.id, settings, actor, run: newId() });
    await this.database.tenant(tenant, (tx) =>
      this.audit.record(
        tx,
        tested({ tenant, actor, object: found.id, outcome: failure ? 'failure' : 'success' }),
      ),
    );
    return toldBySteps(failure);
  }

  private async failureOf(context: Context): Promise<Failure | undefined> {
    try {
      const client = await this.services.client(context);
      await (await this.services.tokensOf(context)).current();
      await client.organisation();
      return undefined;
    } catch (error) {
      if (error instanceof GatewayError) return failureFrom(error);
      throw error;
    }
  }
}

/** Where each failure belongs that is not one of the connection itself. */
const STEP_OF: Readonly<Record<string, Step>> = {
  SCHULCONNEX_CREDENTIALS_UNUSABLE: 'credentials',
  SCHULCONNEX_LOGIN_REFUSED: 'token',
  SCHULCONNEX_TOKEN_UNAVAILABLE: 'token',
};

function failureFrom({ code, facts }: GatewayError): Failure {
  const reason = String(facts.reason ?? facts.because ?? facts.oauthError ?? facts.error ?? code);
  if (/^(DNS_|EGRESS_BLOCKED|URL_NOT_ALLOWED)/.test(reason)) return { step: 'dns', reason };
  if (/^(CONNECT_|TLS_|PROXY_)/.test(reason)) return { step: 'tls', reason };
  return { step: STEP_OF[code] ?? 'organisation', reason };
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
