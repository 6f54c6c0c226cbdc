import type { Standing } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import type { Warning } from '../../domain/plan/guards';
import type { SyncState } from '../../domain/steps';
import { IS_QUESTION } from './plan-items';

interface Newest extends Omit<Standing, 'waiting'> {
  readonly state: SyncState;
  readonly warnings: readonly Warning[];
  readonly confirmed: readonly string[] | null;
  readonly startedAt: Date;
  readonly questions: number;
  readonly uncertain: number;
  readonly conflicts: number;
}

const itemsOf = (what: string): string =>
  `(select count(*)::int from schulconnex_plan_item i
    where i.tenant_id = n.tenant_id and i.connection_id = n.connection_id and i.synchronisation_id = n.id and ${what})`;

const lastThat = (state: 'done' | 'failed'): string =>
  `left join lateral (
     select ended_at, code from schulconnex_synchronisation s
     where s.tenant_id = n.tenant_id and s.connection_id = n.connection_id and s.state = '${state}'
     order by id desc limit 1) ${state} on true`;

/** How every connection of the tenant fared, and what its newest synchronisation wants of people. */
export async function standings(tx: Tx): Promise<readonly Standing[]> {
  const rows = await tx.query<Newest[]>(
    `with n as (
       select distinct on (connection_id) * from schulconnex_synchronisation
       where tenant_id = current_tenant() order by connection_id, id desc)
     select n.connection_id as "connectionId", n.state, n.warnings, n.facts -> 'amountsConfirmed' as confirmed,
       n.started_at as "startedAt", done.ended_at as "lastSuccessAt", failed.ended_at as "lastFailureAt",
       failed.code as "lastFailureCode",
       ${itemsOf(`n.state like 'deciding-%' and i.part = substr(n.state, 10) and ${IS_QUESTION}`)} as questions,
       ${itemsOf(`n.ended_at is not null and i.result = 'uncertain'`)} as uncertain,
       ${itemsOf(`n.ended_at is not null and i.result = 'conflict'`)} as conflicts
     from n ${lastThat('done')} ${lastThat('failed')}`,
  );
  return rows.map((row) => {
    const { connectionId, lastSuccessAt, lastFailureAt, lastFailureCode } = row;
    return { connectionId, lastSuccessAt, lastFailureAt, lastFailureCode, waiting: waiting(row) };
  });
}

const decision = { state: 'held', heldBecause: 'decision' } as const;

/** Causes have their words in the pages' catalogue, under `cause`. */
function waiting({ startedAt, ...row }: Newest): Standing['waiting'] {
  const unconfirmed = row.warnings.filter(
    ({ demands, code }) => demands === 'confirm' && !row.confirmed?.includes(code),
  );
  const isDeciding = row.state.startsWith('deciding-');
  const found = [
    { ...decision, cause: 'SC_CHOICE', count: Number(row.state === 'choosing') },
    { ...decision, cause: 'SC_DECISIONS', count: row.questions },
    { ...decision, cause: 'SC_AMOUNTS', count: isDeciding ? unconfirmed.length : 0 },
    { ...decision, cause: 'SC_PLAN', count: Number(isDeciding && row.questions === 0) },
    { ...({ state: 'uncertain', heldBecause: null } as const), cause: 'SC_UNCERTAIN', count: row.uncertain },
    { ...({ state: 'rejected', heldBecause: null } as const), cause: 'SC_CONFLICTS', count: row.conflicts },
  ];
  return found.filter(({ count }) => count > 0).map((one) => ({ ...one, oldest: startedAt }));
}
