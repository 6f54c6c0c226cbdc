import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { defineQueue, Jobs, type Job } from '@gateway/jobs';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ExportRun, type Next } from './export-run';
import type { ExportJob } from './take-run';

export const exportQueue = defineQueue<ExportJob>({
  name: 'kita-planer-export',
  policy: 'stately',
  retries: 5,
});

/** Runs at once in one process; more tenants than that take turns, slice by slice. */
const AT_ONCE = 4;

/** Well below the hour after which the engine gives a job to somebody else. */
const AT_A_STRETCH_MS = 600_000;

/** “Jetzt exportieren”, the schedule, and the slices of a run that goes on: all through one queue, one at a time per connection. */
@Injectable()
export class ExportQueue implements OnApplicationBootstrap {
  /** Jobs this process is at. */
  private busy = 0;

  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly jobs: Jobs,
    private readonly exportRun: ExportRun,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(exportQueue, { concurrency: AT_ONCE }, (job) => this.work(job));
  }

  /**
   * Starts an export as soon as a worker is free. False when one is waiting already.
   *
   * @throws {NotFound} for a connection this tenant does not have
   */
  start(tenant: string, connection: string, actor: Actor): Promise<boolean> {
    return this.database.tenant(tenant, async (tx) => {
      await this.connections.get(tx, connection);
      return this.startWithin(tx, { tenant, connection, actor });
    });
  }

  /** The same as part of a transaction, for a connection that is known. */
  startWithin(tx: Tx, from: Pick<ExportJob, 'tenant' | 'connection' | 'actor'>): Promise<boolean> {
    return this.jobs.enqueue(tx, exportQueue, { ...from, trigger: 'person' }, { key: from.connection });
  }

  private async work({ data, signal }: Job<ExportJob>): Promise<void> {
    this.busy += 1;
    const next = await this.goOn(data, signal).finally(() => (this.busy -= 1));
    if (next.next === 'done') return;
    const { tenant, connection } = data;
    const waitMs = next.next === 'later' ? next.inSeconds * 1_000 : next.inMs;
    const again: ExportJob = next.next === 'later' ? { ...data, trigger: 'retry' } : data;
    // A wake-up call must not wait behind one that is put off, so those have a key of their own.
    const key = waitMs > 0 ? `${connection} later` : connection;
    const startAfter = new Date(Date.now() + waitMs);
    await this.database.tenant(tenant, (tx) =>
      this.jobs.enqueue(tx, exportQueue, again, { key, startAfter }),
    );
  }

  /**
   * One slice after the other for as long as nobody waits for this worker: a job handed over to oneself is
   * passed over for seconds, because the engine takes its key for busy. Whoever waits while another worker of this
   * process is free is about to be served by that one.
   */
  private async goOn(data: ExportJob, signal: AbortSignal): Promise<Next> {
    const until = performance.now() + AT_A_STRETCH_MS;
    for (;;) {
      const next = await this.exportRun.run(data, signal);
      const goesOn = next.next === 'continue' && next.inMs === 0;
      if (!goesOn || signal.aborted || performance.now() > until) return next;
      if (this.busy < AT_ONCE) continue;
      const { tenant, connection } = data;
      const othersWait = await this.database.tenant(tenant, (tx) =>
        this.jobs.othersWait(tx, exportQueue, connection),
      );
      if (othersWait) return next;
    }
  }
}
