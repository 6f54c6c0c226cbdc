import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Jobs } from '@gateway/jobs';
import { Payloads } from '@gateway/vault';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { settingsOf, osoConnection } from './context';
import { forgetQueue } from './forget-queue';

const AT_ONCE = 1_000;

const RETENTION: Actor = { type: 'system', id: 'oso-retention' };

const forgotten = auditEvent('oso/content-forgotten', { log: 'record', object: 'connection' });

/**
 * Makes content and Koppelsleutel of a dossier unreadable when its last Terugkoppeling was closed longer
 * ago than the connection keeps them (dossier 4.2). What was sent, when and by whom stays in the audit log.
 */
@Injectable()
export class ForgetFeedback implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
    private readonly jobs: Jobs,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(forgetQueue, { concurrency: 1 }, async ({ data }) => {
      await this.run(data);
    });
  }

  /** Answers how many dossiers were forgotten; `now` is the caller's clock. */
  run(
    { tenant, connection: id }: { readonly tenant: string; readonly connection: string },
    now = new Date(),
  ): Promise<number> {
    return this.database.tenant(tenant, async (tx) => {
      const connection = await osoConnection(this.connections, tx, id);
      const before = new Date(now.getTime() - settingsOf(connection).contentDays * 86_400_000);
      const subjects = await overdue(tx, connection.id, before);
      await tx.query('delete from oso_notice where tenant_id = $1 and subject_id = any($2::uuid[])', [
        tenant,
        subjects,
      ]);
      for (const subject of subjects) await this.payloads.eraseSubject(tx, tenant, subject);
      if (subjects.length > 0)
        await this.audit.record(
          tx,
          forgotten({ tenant, actor: RETENTION, object: connection.id, outcome: 'success' }),
        );
      return subjects.length;
    });
  }
}

async function overdue(tx: Tx, connection: string, before: Date): Promise<string[]> {
  const rows = await tx.query<{ subject: string }[]>(
    `select subject_id as subject from delivery_archive a
     where connection_id = $1 and subject_id is not null
       and exists (select from vault_subject_key k where k.tenant_id = a.tenant_id and k.subject_id = a.subject_id)
       and not exists (select from delivery d where d.tenant_id = a.tenant_id and d.subject_id = a.subject_id)
     group by subject_id having max(archived_at) < $2 limit $3`,
    [connection, before, AT_ONCE],
  );
  return rows.map(({ subject }) => subject);
}
