import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { Step } from '../protocol/dossier';
import type { DossierState, Notice } from '../storage/notice.entity';
import { settingsOf, type Context, osoConnection } from './context';
import { DossierSession } from './dossier-session';
import { NotAvailableInProfile } from './errors';
import { codeOf } from './feedback-trail';
import { Notices } from './notices';

export interface FetchDossierInput {
  readonly tenant: string;
  readonly connection: string;
  readonly notice: string;
  readonly actor: Actor;
}

const fetched = auditEvent('oso/dossier-fetched', {
  log: 'record',
  object: 'notice',
  requires: ['code', 'outcome'],
});

/** Opens a session, fetches the dossier a Notificatie announces, and closes the session (dossier 1.2, steps 3 to 7). */
@Injectable()
export class FetchDossier {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly notices: Notices,
    private readonly session: DossierSession,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** The dossier is stored sealed, as it came; how it went is in the Notificatie. @throws {NotFound} @throws {SubjectErased} */
  async run({ tenant, connection, notice: id, actor }: FetchDossierInput): Promise<Notice> {
    const { context, opened } = await this.database.tenant(tenant, async (tx) => {
      const found = await osoConnection(this.connections, tx, connection);
      const settings = settingsOf(found);
      const context: Context = { tenant, connection: found.id, settings, actor, trigger: 'person' };
      return { context, opened: await this.notices.open(tx, context, id) };
    });
    const step = await this.session.fetch(context, opened);
    return this.database.tenant(tenant, async (tx) => {
      const [state, code] = told(step);
      const { subjectId } = opened.notice;
      const [sealed] =
        step.kind === 'done'
          ? await this.payloads.seal(tx, tenant, [
              { subject: subjectId, context: `dossier ${id}`, plain: step.value },
            ])
          : [];
      await tx.query(
        `update oso_notice set dossier_state = $3, dossier_code = $4, dossier = coalesce($5, dossier), dossier_at = now()
         where tenant_id = $1 and id = $2`,
        [tenant, id, state, code, sealed ?? null],
      );
      const outcome = state === 'fetched' ? 'success' : 'failure';
      await this.audit.record(
        tx,
        fetched({ tenant, actor, object: id, outcome, code: codeOf(code ?? state) }),
      );
      return this.notices.get(tx, context, id);
    });
  }

  /** What is in a dossier: the profiles of its content are not public, and nothing is invented here. */
  content(profile: string): never {
    throw new NotAvailableInProfile('The content of a dossier', profile);
  }
}

function told(step: Step<Buffer>): [DossierState, string | null] {
  switch (step.kind) {
    case 'done':
      return ['fetched', null];
    case 'refused':
      return ['refused', step.code];
    case 'failed':
      return ['failed', step.reason];
  }
}
