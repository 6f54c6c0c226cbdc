import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { DeliveryLists } from '@gateway/delivery';
import { Jobs, type Job } from '@gateway/jobs';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { batchQueue, type BatchJob } from './batch-queue';
import { Batches } from './batches';
import { CANARY, canaryVerdict } from './plan';
import type { ActBatch } from './storage/act-batch.entity';
import { batchById, type BatchRow } from './storage/reads';

const ended = auditEvent('batches/ended', { log: 'admin', object: 'batch' });

/** Records decided in one transaction. */
const AT_ONCE = 200;

/** Until the partner's word about the first few is looked for again. */
const LOOK_AGAIN_MS = 2_000;

const CONCURRENCY = 2;

type Step = 'goes-on' | 'later' | 'over';

/**
 * Does a batch portion by portion, each with its outcomes in one transaction: a process that dies leaves
 * no record acted on that is not known to be, and another goes on where it stopped.
 */
@Injectable()
export class BatchWork implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly batches: Batches,
    private readonly lists: DeliveryLists,
    private readonly audit: AuditTrail,
    private readonly jobs: Jobs,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(batchQueue, { concurrency: CONCURRENCY }, (job) => this.work(job));
  }

  private async work({ data, signal }: Job<BatchJob>): Promise<void> {
    const { tenant, batch } = data;
    let step: Step = 'goes-on';
    while (step === 'goes-on' && !signal.aborted)
      step = await this.database.tenant(tenant, (tx) => this.step(tx, batch));
    if (step === 'over') return;
    const startAfter = new Date(Date.now() + (step === 'later' ? LOOK_AGAIN_MS : 0));
    await this.database.tenant(tenant, (tx) =>
      this.jobs.enqueue(tx, batchQueue, data, { key: batch, startAfter }),
    );
  }

  /** One portion, or one look at what became of the first few. */
  async step(tx: Tx, id: string): Promise<Step> {
    // Whoever stops the batch waits for the portion that is under way.
    await tx.query('select from act_batch where id = $1 for update', [id]);
    const batch = await batchById(tx, id);
    if (batch.state === 'running') return this.portion(tx, batch);
    return batch.state === 'waiting' ? this.lookAtCanary(tx, batch) : 'over';
  }

  private async portion(tx: Tx, batch: BatchRow): Promise<Step> {
    const isCanary = batch.left === batch.total && batch.total > CANARY;
    const rows = await tx.query<{ record: string }[]>(
      `select record_id as record from act_batch_record
       where tenant_id = $1 and batch_id = $2 and outcome is null order by position limit $3`,
      [batch.tenantId, batch.id, isCanary ? CANARY : AT_ONCE],
    );
    if (rows.length > 0) {
      const done = await this.perform(
        tx,
        batch,
        rows.map(({ record }) => record),
      );
      if (isCanary) return this.afterCanary(tx, batch, done);
    }
    return rows.length < batch.left ? 'goes-on' : this.end(tx, batch, 'done');
  }

  /** Answers how many it could be done with. */
  private async perform(tx: Tx, batch: BatchRow, ids: readonly string[]): Promise<number> {
    const reason = await this.batches.reasonOf(tx, batch.tenantId, batch);
    const { tenantId: tenant, connectionId: connection, action, connector, actor } = batch;
    const acts = this.batches.actsOf(connector);
    const act = { tenant, connection, action, reason, ids, actor: actorOf(actor) };
    const { done, skipped } = await acts.perform(tx, act);
    const outcomes = [...done.map((id) => ({ id, because: 'done' })), ...skipped];
    await tx.query(
      `update act_batch_record r set outcome = of_record.outcome, decided_at = now()
       from unnest($3::uuid[], $4::text[]) as of_record(id, outcome)
       where r.tenant_id = $1 and r.batch_id = $2 and r.record_id = of_record.id`,
      [tenant, batch.id, outcomes.map(({ id }) => id), outcomes.map(({ because }) => because)],
    );
    if (action === 'resend' && done.length > 0) await acts.send(tx, act);
    return done.length;
  }

  private async afterCanary(tx: Tx, batch: BatchRow, done: number): Promise<Step> {
    if (done === 0) return this.end(tx, batch, 'stopped');
    if (batch.action !== 'resend') return 'goes-on';
    await setState(tx, batch, 'waiting');
    return 'later';
  }

  private async lookAtCanary(tx: Tx, batch: BatchRow): Promise<Step> {
    const rows = await tx.query<{ record: string }[]>(
      `select record_id as record from act_batch_record
       where tenant_id = $1 and batch_id = $2 and outcome = 'done'`,
      [batch.tenantId, batch.id],
    );
    const records = await this.lists.find(
      tx,
      rows.map(({ record }) => record),
    );
    switch (canaryVerdict(records.map(({ state }) => state))) {
      case 'wait':
        return 'later';
      case 'stop':
        return this.end(tx, batch, 'stopped');
      case 'go-on':
        await setState(tx, batch, 'running');
        return 'goes-on';
    }
  }

  private async end(tx: Tx, batch: BatchRow, state: 'done' | 'stopped'): Promise<Step> {
    await setState(tx, batch, state);
    const { tenantId: tenant, id: object, actor } = batch;
    const outcome = state === 'done' ? 'success' : 'failure';
    await this.audit.record(tx, ended({ tenant, actor: actorOf(actor), object, outcome }));
    return 'over';
  }
}

async function setState(tx: Tx, { tenantId, id }: ActBatch, state: ActBatch['state']): Promise<void> {
  const isOver = state === 'done' || state === 'stopped';
  await tx.query(
    'update act_batch set state = $3, ended_at = case when $4 then now() end where tenant_id = $1 and id = $2',
    [tenantId, id, state, isOver],
  );
}

/** As it was written down when somebody asked. */
const actorOf = ({ type, id, auth }: ActBatch['actor']): Actor => ({
  ...{ type: type as Actor['type'], id },
  ...(auth === undefined ? {} : { auth }),
});
