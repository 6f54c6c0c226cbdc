import { type Tx } from '@gateway/database';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { PgBoss, type Db } from 'pg-boss';
import type { Job, JobOptions, Queue } from './queue';

/** Where the job engine finds its tables, and whether this process works off jobs. */
export interface JobsOptions {
  readonly url: string;
  readonly works: boolean;
}

export const JOBS_OPTIONS = Symbol('jobs options');

/**
 * Distributes work over any number of processes, with pg-boss on the database everybody shares.
 *
 * A job is enqueued in the transaction of the data it is about, so neither exists without the other.
 * A worker that dies is noticed by its missing heartbeat, and another takes the job.
 */
@Injectable()
export class Jobs implements OnModuleDestroy {
  private readonly logger = new Logger(Jobs.name);
  private readonly known = new Map<string, Promise<void>>();
  private readonly boss: PgBoss;
  private started: Promise<unknown> | undefined;

  constructor(@Inject(JOBS_OPTIONS) private readonly options: JobsOptions) {
    this.boss = new PgBoss({
      connectionString: options.url,
      application_name: 'drehkreuz-jobs',
      options: '-c role=drehkreuz_app',
      schema: 'pgboss',
      max: options.works ? 4 : 2,
      migrate: false,
      createSchema: false,
      supervise: options.works,
      schedule: options.works,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
      // For so long the engine may believe that a key is still busy, and pass over its next job.
      queueCacheIntervalSeconds: 2,
      useListenNotify: options.works,
      reindex: false,
    });
    this.boss.on('error', (error: Error) => this.logger.error(`The job engine reports ${error.name}`));
  }

  /** Connects and makes the queues known. Called by whoever first needs jobs; the second call waits for the first. */
  start(): Promise<unknown> {
    this.started ??= this.boss.start();
    return this.started;
  }

  /** Adds one job as part of the transaction. Answers false when the queue's policy says it is there already. */
  async enqueue<Data extends object>(
    tx: Tx,
    queue: Queue<Data>,
    data: Data,
    options: JobOptions = {},
  ): Promise<boolean> {
    await this.ensure(queue);
    const id = await this.boss.send(queue.name, data, {
      ...(options.key === undefined ? {} : { singletonKey: options.key }),
      ...(options.startAfter ? { startAfter: options.startAfter } : {}),
      ...(options.priority === undefined ? {} : { priority: options.priority }),
      db: inTransaction(tx),
    });
    return id !== null;
  }

  /** Whether a job under another key could start now: reason enough to make room. */
  async othersWait(tx: Tx, queue: Queue<object>, key: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `select from pgboss.job
       where name = $1 and state < 'active' and start_after <= now() and singleton_key is distinct from $2 limit 1`,
      [queue.name, key],
    );
    return rows.length > 0;
  }

  /** Runs the handler for every job of the queue, `concurrency` at a time in this process. Does nothing in an API-only process. */
  async work<Data extends object>(
    queue: Queue<Data>,
    { concurrency }: { readonly concurrency: number },
    handle: (job: Job<Data>) => Promise<void>,
  ): Promise<void> {
    if (!this.options.works) return;
    await this.ensure(queue);
    const settings = {
      batchSize: 1,
      localConcurrency: concurrency,
      pollingIntervalSeconds: 2,
      notifyPollingIntervalSeconds: 2,
      burstWhenBatchFull: true,
    };
    await this.boss.work<Data>(queue.name, settings, async ([job]) => {
      if (job) await handle({ id: job.id, data: job.data, signal: job.signal });
    });
  }

  /** Starts a job of the queue by a cron rule; one schedule per queue and key. */
  async schedule<Data extends object>(
    queue: Queue<Data>,
    { key, cron, timeZone, data }: { key: string; cron: string; timeZone: string; data: Data },
  ): Promise<void> {
    await this.ensure(queue);
    await this.boss.schedule(queue.name, cron, data, { key, tz: timeZone, singletonKey: key });
  }

  async unschedule(queue: Queue<object>, key: string): Promise<void> {
    await this.ensure(queue);
    await this.boss.unschedule(queue.name, key);
  }

  /** Lets running jobs end for at most 20 s, then aborts them; what they held is recovered by its lease. Before
   * anything else is closed, because they still need database and egress. */
  async onModuleDestroy(): Promise<void> {
    if (!this.started) return;
    await this.started;
    await this.boss.stop({ graceful: true, timeout: 20_000, close: true });
  }

  private ensure(queue: Queue<object>): Promise<void> {
    const known = this.known.get(queue.name) ?? this.create(queue);
    this.known.set(queue.name, known);
    return known;
  }

  private async create(queue: Queue<object>): Promise<void> {
    await this.start();
    await this.boss.createQueue(queue.name, {
      policy: queue.policy,
      retryLimit: queue.retries,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 300,
      expireInSeconds: 3_600,
      heartbeatSeconds: 10,
      deleteAfterSeconds: 86_400,
      notify: true,
    });
  }
}

const inTransaction = (tx: Tx): Db => ({
  executeSql: async (text, values) => ({
    rows: await tx.query<unknown[]>(text, values),
  }),
});
