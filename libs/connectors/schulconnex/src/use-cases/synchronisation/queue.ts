import { Database, type Tx } from '@gateway/database';
import { defineQueue, Jobs } from '@gateway/jobs';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { abandonedSynchronisations } from '../../storage/synchronisation/synchronisations';
import type { Whose } from '../../storage/whose';
import { CarryOut } from './carry-out';

const synchronisationQueue = defineQueue<Whose>({
  name: 'schulconnex-synchronisation',
  policy: 'stately',
  retries: 5,
});

/** Runs at once in one process. */
const AT_ONCE = 2;

/** Whose turn it is: every start, answer and confirmation wakes a worker. */
@Injectable()
export class SynchronisationQueue implements OnApplicationBootstrap {
  constructor(
    private readonly jobs: Jobs,
    private readonly carryOut: CarryOut,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(synchronisationQueue, { concurrency: AT_ONCE }, ({ data, signal }) =>
      this.carryOut.run(data, signal),
    );
  }

  /** As part of the transaction that gives the worker something to do. */
  async wake(tx: Tx, { tenant, connection }: Whose): Promise<void> {
    await this.jobs.enqueue(tx, synchronisationQueue, { tenant, connection }, { key: connection });
  }
}

/** Takes up what a process left behind when it died, and forgets what is kept no longer. */
@Injectable()
export class ResumeSynchronisations {
  constructor(
    private readonly database: Database,
    private readonly queue: SynchronisationQueue,
  ) {}

  async everyMinute(tenant: string): Promise<void> {
    await this.database.tenant(tenant, async (tx) => {
      for (const connection of await abandonedSynchronisations(tx)) {
        await this.queue.wake(tx, { tenant, connection });
      }
    });
  }

  /** Plans hold personal data and are kept for seven days after their end (dossier 7); reports stay. */
  async everyDay(tenant: string): Promise<void> {
    await this.database.tenant(tenant, (tx) =>
      tx.query(
        `delete from schulconnex_plan_item i using schulconnex_synchronisation s
         where i.tenant_id = current_tenant() and s.tenant_id = i.tenant_id and s.connection_id = i.connection_id
           and s.id = i.synchronisation_id and s.ended_at < now() - interval '7 days'`,
      ),
    );
  }
}
