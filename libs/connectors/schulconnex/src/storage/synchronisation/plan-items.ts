import type { Tx } from '@gateway/database';
import type { Payloads } from '@gateway/vault';
import type { Change } from '../../domain/plan/changes';
import type { PlanItem } from '../../domain/plan/plan-item';
import type { StepResult } from '../../domain/plan/report';
import type { Part } from '../../domain/steps';
import type { Whose } from '../whose';
import type { PlanFacts, ResultFacts, StoredPlanItem } from './plan-item.entity';

/** Whose plan, of which run. */
export interface OfRun extends Whose {
  readonly synchronisation: string;
}

/** A planned step with its place in the plan. */
export interface NumberedItem {
  readonly nr: number;
  readonly item: PlanItem;
  /** Somebody began to write it: it may have arrived. */
  readonly begun: boolean;
}

const BATCH = 2_000;

/** Puts another plan in the place of this part's, and of whatever part comes after it. */
export async function storePlan(
  tx: Tx,
  payloads: Payloads,
  run: OfRun,
  part: Part,
  items: readonly PlanItem[],
): Promise<void> {
  const { tenant, connection, synchronisation } = run;
  await tx.query(
    `delete from schulconnex_plan_item
     where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3 and (part = $4 or part = 'groups')`,
    [tenant, connection, synchronisation, part],
  );
  const [{ last } = { last: 0 }] = await tx.query<{ last: number }[]>(
    `select coalesce(max(nr), 0) as last from schulconnex_plan_item
     where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3`,
    [tenant, connection, synchronisation],
  );
  for (let at = 0; at < items.length; at += BATCH) {
    await insert(tx, payloads, run, part, last + at + 1, items.slice(at, at + BATCH));
  }
}

async function insert(
  tx: Tx,
  payloads: Payloads,
  run: OfRun,
  part: Part,
  first: number,
  items: readonly PlanItem[],
): Promise<void> {
  const numbered = items.map((item, index) => ({ item, nr: first + index }));
  const changing = numbered.filter(({ item }) => item.changes.length > 0);
  const sealed = await payloads.sealForTenant(
    tx,
    run.tenant,
    changing.map(({ item, nr }) => ({ context: sealContext(run, nr), plain: JSON.stringify(item.changes) })),
  );
  const changesOf = new Map(changing.map(({ nr }, index) => [nr, sealed[index]]));
  const column = (value: (item: PlanItem) => unknown): unknown[] => items.map(value);
  await tx.query(
    `insert into schulconnex_plan_item (tenant_id, connection_id, synchronisation_id, part, nr, item, resource,
       operation, standing, because, key, remote_id, revision, facts, changes)
     select $1, $2, $3, $4, n.* from unnest($5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::text[], $12::text[], $13::text[], $14::jsonb[], $15::bytea[]) as n`,
    [
      ...[run.tenant, run.connection, run.synchronisation, part, numbered.map(({ nr }) => nr)],
      ...[column(({ id }) => id), column(({ resource }) => resource), column(({ operation }) => operation)],
      ...[column(({ standing }) => standing), column(({ because }) => because)],
      ...[column(({ key }) => key ?? null), column(({ remoteId }) => remoteId ?? null)],
      column(({ revision }) => revision ?? null),
      column((item) => JSON.stringify(factsOf(item))),
      numbered.map(({ nr }) => changesOf.get(nr) ?? null),
    ],
  );
}

const sealContext = ({ connection, synchronisation }: OfRun, nr: number): string =>
  `schulconnex_plan_item ${connection} ${synchronisation} ${nr}`;

const factsOf = ({ kept, candidates, obstacles, ...item }: PlanItem): PlanFacts => ({
  ...(item.case !== undefined && { case: item.case }),
  ...(item.parent && { parent: item.parent }),
  ...(item.likeness !== undefined && { likeness: item.likeness }),
  ...(item.after !== undefined && { after: item.after }),
  ...(kept.length > 0 && { kept }),
  ...(candidates && candidates.length > 0 && { candidates }),
  ...(obstacles && obstacles.length > 0 && { obstacles }),
});

export type PlanRow = Pick<
  StoredPlanItem,
  'nr' | 'item' | 'resource' | 'operation' | 'standing' | 'because' | 'key' | 'remoteId' | 'revision'
> &
  Pick<StoredPlanItem, 'facts' | 'changes' | 'intentAt' | 'result' | 'resultFacts'>;

const COLUMNS = `nr, item, resource, operation, standing, because, key, remote_id as "remoteId", revision, facts, changes,
  intent_at as "intentAt", result, result_facts as "resultFacts"`;

/** Asks a person something, protections included. */
export const IS_QUESTION = `(resource in ('person', 'group')
  and (standing in ('open', 'conflict') or facts @> '{"kept": [{"reason": "PROTECTION_CHANGE_REFUSED"}]}'))`;

export interface PlanFilter {
  readonly part?: Part;
  readonly resource?: string;
  readonly standings?: readonly string[];
  readonly operation?: string;
  readonly result?: string;
  /** Only steps that ask a person something, protections included. */
  readonly questions?: boolean;
  /** `false`: only what is to be written and has no result yet; `true`: only what has a result. */
  readonly settled?: boolean;
  readonly numbers?: readonly number[];
  readonly after?: number;
  readonly limit?: number;
}

/** Rows of a plan in its order. */
export function planRows(tx: Tx, run: OfRun, filter: PlanFilter): Promise<PlanRow[]> {
  return tx.query<PlanRow[]>(
    `select ${COLUMNS} from schulconnex_plan_item
     where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3 and nr > $4
       and ($5::text is null or part = $5) and ($6::text is null or resource = $6)
       and ($7::text[] is null or standing = any($7)) and ($8::text is null or operation = $8)
       and ($9::text is null or result = $9) and ($10::int[] is null or nr = any($10))
       and ($11::boolean is null or ($11 and result is not null)
            or (not $11 and standing = 'ready' and operation in ('create', 'update', 'delete') and result is null))
       and (not $12 or ${IS_QUESTION})
     order by nr limit $13`,
    [
      ...[run.tenant, run.connection, run.synchronisation, filter.after ?? 0],
      ...[filter.part ?? null, filter.resource ?? null, filter.standings ?? null, filter.operation ?? null],
      ...[filter.result ?? null, filter.numbers ?? null, filter.settled ?? null, filter.questions ?? false],
      filter.limit ?? null,
    ],
  );
}

/** The revisions a plan saw of these records of the service, by id. */
export async function plannedRevisions(
  tx: Tx,
  run: OfRun,
  remoteIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.query<{ id: string; revision: string }[]>(
    `select remote_id as id, revision from schulconnex_plan_item
     where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3
       and remote_id = any($4::text[]) and revision is not null`,
    [run.tenant, run.connection, run.synchronisation, remoteIds],
  );
  return new Map(rows.map(({ id, revision }) => [id, revision]));
}

/** The domain's items behind rows. @throws {SealBroken} */
export async function itemsFrom(
  tx: Tx,
  payloads: Payloads,
  run: OfRun,
  rows: readonly PlanRow[],
): Promise<NumberedItem[]> {
  const changing = rows.filter(({ changes }) => changes !== null);
  const opened = await payloads.openForTenant(
    tx,
    run.tenant,
    changing.map(({ nr, changes }) => ({
      context: sealContext(run, nr),
      sealed: changes ?? Buffer.alloc(0),
    })),
  );
  const changesOf = new Map(
    changing.map(({ nr }, index) => [
      nr,
      JSON.parse(opened[index]?.toString('utf8') ?? '[]') as readonly Change[],
    ]),
  );
  return rows.map((row) => ({
    nr: row.nr,
    item: itemFrom(row, changesOf.get(row.nr) ?? []),
    begun: row.intentAt !== null,
  }));
}

export const itemFrom = (row: PlanRow, changes: readonly Change[]): PlanItem => ({
  id: row.item,
  resource: row.resource,
  operation: row.operation,
  standing: row.standing,
  because: row.because,
  kept: [],
  ...row.facts,
  changes,
  ...(row.key !== null && { key: row.key }),
  ...(row.remoteId !== null && { remoteId: row.remoteId }),
  ...(row.revision !== null && { revision: row.revision }),
});

/** What became of a step. */
export interface Settled {
  readonly nr: number;
  readonly result: StepResult['result'];
  readonly facts?: ResultFacts;
  /** The record as the service has it now. */
  readonly remoteId?: string;
}

/** From now on these may have arrived. */
export async function noteIntent(tx: Tx, run: OfRun, numbers: readonly number[]): Promise<void> {
  await tx.query(
    `update schulconnex_plan_item set intent_at = clock_timestamp()
     where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3 and nr = any($4::int[])`,
    [run.tenant, run.connection, run.synchronisation, numbers],
  );
}

/** Stores what became of steps. */
export async function settleItems(tx: Tx, run: OfRun, settled: readonly Settled[]): Promise<void> {
  await tx.query(
    `update schulconnex_plan_item i
     set result = n.result, result_facts = n.facts, remote_id = coalesce(n.remote_id, i.remote_id),
         settled_at = clock_timestamp()
     from unnest($4::int[], $5::text[], $6::jsonb[], $7::text[]) as n (nr, result, facts, remote_id)
     where i.tenant_id = $1 and i.connection_id = $2 and i.synchronisation_id = $3 and i.nr = n.nr`,
    [
      ...[run.tenant, run.connection, run.synchronisation],
      settled.map(({ nr }) => nr),
      settled.map(({ result }) => result),
      settled.map(({ facts }) => (facts ? JSON.stringify(facts) : null)),
      settled.map(({ remoteId }) => remoteId ?? null),
    ],
  );
}
