import { Database, Tenant, type Tx } from '@gateway/database';
import { DeliveryLists, type OpenCount } from '@gateway/delivery';
import { expiringSecrets } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { Standings, waitingIn } from './standings';
import { connectionStates, countKey, dayCounts, needsSomebody, type DayCount } from './reads';
import type { ConnectionOverview, ExpiryView, Overview, TenantOverview, ToDo } from './views';

const DAYS = 14;

/** Certificates last two years at most, so this is all of them. */
const ALL_EXPIRIES_DAYS = 3_650;

/** Tenants looked at in one go by the operator's page. */
const AT_ONCE = 4;

/** Looks at all connections of a tenant at once, whatever they speak: counts and dates, nothing of a single record. */
@Injectable()
export class Survey {
  constructor(
    private readonly database: Database,
    private readonly lists: DeliveryLists,
    private readonly standings: Standings,
  ) {}

  overview(tenant: string): Promise<Overview> {
    return this.database.tenant(tenant, async (tx) => ({
      connections: await this.connections(tx),
      days: byDay(await dayCounts(tx, DAYS)),
    }));
  }

  /** What somebody has to see to, by cause, the oldest first. */
  toDo(tenant: string): Promise<ToDo[]> {
    return this.database.tenant(tenant, async (tx) => {
      const names = await namesOf(tx);
      const counts = await this.lists.openCounts(tx);
      return [...counts, ...waitingIn(await this.standings.of(tx))]
        .filter(needsSomebody)
        .flatMap(({ connectionId, oldest, ...count }) => {
          const named = names.get(connectionId);
          return named ? [{ ...count, connection: connectionId, ...named, oldestAt: oldest }] : [];
        })
        .sort((one, other) => one.oldestAt.getTime() - other.oldestAt.getTime());
    });
  }

  /** Every certificate and password that ends, the soonest first. */
  expiries(tenant: string): Promise<ExpiryView[]> {
    return this.database.tenant(tenant, async (tx) => {
      const [names, secrets] = [await namesOf(tx), await expiringSecrets(tx, ALL_EXPIRIES_DAYS, new Date())];
      return secrets.map(({ ref, version, expiresAt, daysLeft }) => ({
        ...{ connection: ref.connection, connector: null, connectionName: null },
        ...names.get(ref.connection),
        ...{ credential: ref.name, kind: ref.purpose, version, expiresAt, daysLeft },
      }));
    });
  }

  /** Every tenant with its connections; for operators. */
  async tenants(): Promise<TenantOverview[]> {
    const tenants = await this.database.global((tx) =>
      tx.find(Tenant, { order: { name: 'asc', id: 'asc' } }),
    );
    const overviews = new Map<string, ConnectionOverview[]>();
    const waiting = tenants.values();
    const worker = async (): Promise<void> => {
      for (const { id } of waiting)
        overviews.set(id, await this.database.tenant(id, (tx) => this.connections(tx)));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return tenants.map(({ id, name, createdAt }) => ({
      ...{ id, name, createdAt },
      connections: overviews.get(id) ?? [],
    }));
  }

  private async connections(tx: Tx): Promise<ConnectionOverview[]> {
    const states = await connectionStates(tx);
    const standings = await this.standings.of(tx);
    const counts = [...(await this.lists.openCounts(tx)), ...waitingIn(standings)];
    const expiring = await expiringSecrets(tx, ALL_EXPIRIES_DAYS, new Date());
    const ends = new Map(expiring.reverse().map(({ ref, expiresAt }) => [ref.connection, expiresAt]));
    return states.map((state) => {
      const own = counts.filter(({ connectionId }) => connectionId === state.id);
      const { waiting: _, connectionId: __, ...fared } = standings.get(state.id) ?? {};
      return {
        ...{ ...state, ...fared },
        counts: byState(own),
        open: own.filter(needsSomebody).reduce((sum, { count }) => sum + count, 0),
        credentialEndsAt: ends.get(state.id) ?? null,
      };
    });
  }
}

async function namesOf(tx: Tx): Promise<Map<string, { connector: string; connectionName: string }>> {
  const states = await connectionStates(tx);
  return new Map(states.map(({ id, connector, name }) => [id, { connector, connectionName: name }]));
}

function byState(counts: readonly OpenCount[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const count of counts) sums[countKey(count)] = (sums[countKey(count)] ?? 0) + count.count;
  return sums;
}

function byDay(counts: readonly DayCount[]): Record<string, string | number>[] {
  const days = new Map<string, Record<string, string | number>>();
  for (const { day, state, count } of counts)
    days.set(day, { ...(days.get(day) ?? { day }), [state]: count });
  return [...days.values()];
}
