import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { isUuid } from '@gateway/connector';
import { Database } from '@gateway/database';
import { ProtocolReader } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import { Task } from '../storage/task.entity';

const done = auditEvent('kita-planer/follow-up-done', { log: 'admin', object: 'call' });
const taskDone = auditEvent('kita-planer/task-done', { log: 'admin', object: 'task' });

/** Ticks off what somebody has done in the Kita-Planer itself (Nacharbeit, chapter 4.5). Nothing else does. */
@Injectable()
export class FinishFollowUp {
  constructor(
    private readonly database: Database,
    private readonly reader: ProtocolReader,
    private readonly audit: AuditTrail,
  ) {}

  /** False when there is nothing open, or no such call. */
  run({
    tenant,
    actor,
    call,
  }: {
    readonly tenant: string;
    readonly actor: Actor;
    readonly call: string;
  }): Promise<boolean> {
    return this.database.tenant(tenant, async (tx) => {
      if (!isUuid(call) || !(await this.reader.followUpDone(tx, call, actor))) return false;
      await this.audit.record(tx, done({ tenant, actor, object: call, outcome: 'success' }));
      return true;
    });
  }

  /** Open tasks of a connection, oldest first. */
  tasks(tenant: string, connection: string): Promise<Omit<Task, 'tenantId'>[]> {
    if (!isUuid(connection)) return Promise.resolve([]);
    return this.database.tenant(tenant, async (tx) => {
      const tasks = await tx
        .createQueryBuilder(Task, 'task')
        .where(
          'task.tenantId = current_tenant() and task.connectionId = :connection and task.doneAt is null',
          { connection },
        )
        .orderBy('task.id')
        .limit(1_000)
        .getMany();
      return tasks.map(({ tenantId: _, ...task }) => task);
    });
  }

  finishTask({
    tenant,
    actor,
    task,
  }: {
    readonly tenant: string;
    readonly actor: Actor;
    readonly task: string;
  }): Promise<boolean> {
    return this.database.tenant(tenant, async (tx) => {
      if (!isUuid(task)) return false;
      const [rows] = await tx.query<[unknown[], number]>(
        `update kita_planer_task set done_at = now(), done_by = $2
         where tenant_id = current_tenant() and id = $1 and done_at is null returning id`,
        [task, JSON.stringify({ type: actor.type, id: actor.id })],
      );
      if (rows.length === 0) return false;
      await this.audit.record(tx, taskDone({ tenant, actor, object: task, outcome: 'success' }));
      return true;
    });
  }
}
