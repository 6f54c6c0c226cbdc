import { once } from 'node:events';
import { setImmediate as breathe, setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PartPlan } from '../../domain/plan/people-part';
import type { PlanItem } from '../../domain/plan/plan-item';
import type { FromWorker, PlanLists, PlanOrder, ToWorker } from './plan-worker';

/** Handed over at once; more would keep other requests waiting. */
const BATCH = 500;

const TRIES = 5;
const PAUSE_MS = 300;

const theWorker = (): string =>
  require.resolve('#dist/libs/connectors/schulconnex/src/use-cases/synchronisation/plan-worker.js');

/**
 * Makes a plan in a thread of its own, so that matching 200,000 people keeps nobody waiting. The lists go over in
 * batches, and the plan comes back in batches.
 */
export class PlanThread {
  private readonly items: PlanItem[] = [];
  private readonly planned: Promise<PartPlan>;

  private constructor(private readonly worker: Worker) {
    this.planned = new Promise((resolve, reject) => {
      this.worker.on('message', ({ items, warnings }: FromWorker) => {
        this.items.push(...items);
        if (warnings) resolve({ items: this.items, warnings });
      });
      this.worker.once('error', reject);
      this.worker.once('exit', () => reject(new Error('The planning thread ended too early')));
    });
    this.planned.catch(() => undefined);
  }

  /**
   * A build may be putting new files in the place of the old ones at this very moment: what cannot be loaded is
   * tried again.
   *
   * @param locate finds the file of the thread
   */
  static async start(locate: () => string = theWorker): Promise<PlanThread> {
    for (let left = TRIES; ; left--) {
      try {
        const worker = new Worker(locate(), { execArgv: [], env: {}, stdout: true, stderr: true });
        // It says so when it is loaded; an error is thrown here.
        await once(worker, 'message');
        return new PlanThread(worker);
      } catch (error) {
        if (left === 1) throw error;
        await pause(PAUSE_MS);
      }
    }
  }

  /** Gives records away: the list is empty afterwards. */
  async hand<L extends keyof PlanLists>(list: L, records: PlanLists[L][number][]): Promise<void> {
    while (records.length > 0) {
      this.post({ list, batch: records.splice(-BATCH) });
      await breathe();
    }
  }

  plan(order: PlanOrder): Promise<PartPlan> {
    this.post(order);
    return this.planned;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }
}
