import type { Tx } from '@gateway/database';
import type { OfRun } from './plan-items';
import type { StoredPlanItem } from './plan-item.entity';

/** So many steps of one kind. */
export interface PlanCount extends Pick<StoredPlanItem, 'resource' | 'operation' | 'standing' | 'result'> {
  readonly count: number;
}

export const planCounts = (tx: Tx, { tenant, connection, synchronisation }: OfRun): Promise<PlanCount[]> =>
  tx.query<PlanCount[]>(
    `select resource, operation, standing, result, count(*)::int as count from schulconnex_plan_item
     where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3
     group by 1, 2, 3, 4 order by 1, 2, 3, 4`,
    [tenant, connection, synchronisation],
  );
