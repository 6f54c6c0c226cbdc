import type { Actor } from '@gateway/audit';
import { Connections, Runs, type Connection, type Upkeep } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { settingsOf } from './context';
import { EXPORT } from './take-run';
import { Purge } from './purge';
import { TidyUp } from './tidy-up';

const MAINTENANCE: Actor = { type: 'system', id: 'maintenance' };

/**
 * What happens although nobody exports: calls whose worker died come to their end, records past their
 * deadline are given up (promise D2), and what was kept long enough goes. A running export does the first
 * two itself.
 */
@Injectable()
export class KitaPlanerUpkeep implements Upkeep {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly runs: Runs,
    private readonly tidyUp: TidyUp,
    private readonly purge: Purge,
  ) {}

  async everyMinute(tenant: string): Promise<void> {
    const due = await this.database.tenant(tenant, (tx) => this.unattended(tx));
    for (const { id, ...stored } of due)
      await this.tidyUp.run({
        ...{ tenant, connection: id, settings: settingsOf(stored) },
        ...{ actor: MAINTENANCE, trigger: 'schedule' },
      });
  }

  async everyDay(tenant: string): Promise<void> {
    const all = await this.database.tenant(tenant, (tx) => this.connections.list(tx, 'kita-planer'));
    const now = new Date();
    for (const { id } of all) await this.purge.run({ tenant, connection: id, actor: MAINTENANCE, now });
  }

  /** Connections with something overdue and no export that would see to it. */
  private async unattended(tx: Tx): Promise<Connection[]> {
    const rows = await tx.query<{ id: string }[]>(
      `select connection_id as id from delivery
         where tenant_id = current_tenant() and state = 'sending' and lease_until <= now()
       union
       select connection_id from delivery
         where tenant_id = current_tenant() and state = 'accepted' and deadline_at <= now()`,
    );
    const overdue = new Set(rows.map(({ id }) => id));
    if (overdue.size === 0) return [];
    const own = (await this.connections.list(tx, 'kita-planer')).filter(({ id }) => overdue.has(id));
    const busy = await Promise.all(own.map(({ id }) => this.runs.isAlive(tx, id, EXPORT)));
    return own.filter((_, index) => !busy[index]);
  }
}
