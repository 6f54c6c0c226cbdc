import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Jobs } from '@gateway/jobs';
import { Payloads } from '@gateway/vault';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { forgettingAt, type Forgetting } from '../domain/retention';
import { settingsOf, osoConnection } from './context';
import { forgetQueue } from './forget-queue';

const AT_ONCE = 1_000;

const RETENTION: Actor = { type: 'system', id: 'oso-retention' };

const forgotten = auditEvent('oso/content-forgotten', { log: 'record', object: 'connection' });

/**
 * Makes content and Koppelsleutel of a dossier unreadable when its last Terugkoppeling was closed longer ago
 * than the connection keeps them, when nobody has answered its Notificatie, and when its season is over
 * (dossier 4.2). What was sent, when and by whom stays in the audit log.
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
      while ((await this.run(data)) === AT_ONCE);
    });
  }

  /** Answers how many dossiers were forgotten, a thousand at most; `now` is the caller's clock. */
  run(
    { tenant, connection: id }: { readonly tenant: string; readonly connection: string },
    now = new Date(),
  ): Promise<number> {
    return this.database.tenant(tenant, async (tx) => {
      const connection = await osoConnection(this.connections, tx, id);
      const subjects = await overdue(tx, connection.id, forgettingAt(now, settingsOf(connection)));
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

/** What is under way is never forgotten; what is open only with its season, because it may be sent again. */
async function overdue(
  tx: Tx,
  connection: string,
  { closedBefore, unansweredBefore, seasonBegan }: Forgetting,
): Promise<string[]> {
  const rows = await tx.query<{ subject: string }[]>(
    `with known as (
       select subject_id, received_at as at, 'notice' as what from oso_notice where connection_id = $1
       union all
       select subject_id, accepted_at, case when state in ('accepted', 'held', 'sending') then 'busy' else 'open' end
       from delivery where connection_id = $1
       union all
       select subject_id, archived_at, 'closed' from delivery_archive where connection_id = $1
     )
     select subject_id as subject from known
     where exists (select from vault_subject_key k
                   where k.tenant_id = current_tenant() and k.subject_id = known.subject_id)
       and not exists (select from delivery d
                       where d.tenant_id = current_tenant() and d.subject_id = known.subject_id and d.connection_id <> $1)
     group by subject_id
     having not bool_or(what = 'busy') and (
       coalesce(max(at) < $4, false)
       or not bool_or(what = 'open') and case when bool_or(what = 'closed')
            then max(at) filter (where what = 'closed') < $2 else max(at) < $3 end)
     limit $5`,
    [connection, closedBefore, unansweredBefore, seasonBegan ?? null, AT_ONCE],
  );
  return rows.map(({ subject }) => subject);
}
