import type { Tx } from '@gateway/database';
import type { Part } from '../../domain/steps';
import type { OfRun } from '../../storage/synchronisation/plan-items';

/** How many records the source had when a synchronisation was last carried out. */
export async function lastSourceCounts(
  tx: Tx,
  { tenant, connection }: OfRun,
): Promise<Readonly<Record<Part, number>>> {
  const [last] = await tx.query<{ people: number | null; groups: number | null }[]>(
    `select (facts ->> 'sourcePeople')::int as people, (facts ->> 'sourceGroups')::int as groups
     from schulconnex_synchronisation
     where tenant_id = $1 and connection_id = $2 and state = 'done' and not dry_run order by id desc limit 1`,
    [tenant, connection],
  );
  return { people: last?.people ?? 0, groups: last?.groups ?? 0 };
}
