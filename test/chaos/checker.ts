import { Client } from 'pg';
import type { Source } from './source';
import type { World } from './world';

/** A promise, and the records that break it. */
export interface Verdict {
  readonly promise: string;
  readonly broken: readonly string[];
}

interface Row {
  readonly id: string;
  readonly state: string;
  readonly business_outcome: string | null;
}

/** Compares what was promised to the source, what the database says, and what really reached the partner. */
export async function check(world: World, source: Source): Promise<Verdict[]> {
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    const rows = await read<Row>(
      client,
      `select id, state, business_outcome from delivery union all select id, state, business_outcome from delivery_archive`,
    );
    const known = new Set(rows.map(({ id }) => id));
    const imported = (id: string): number => world.partner.portal.seen.of(id).importiert;
    const inState = (...states: string[]): Row[] => rows.filter(({ state }) => states.includes(state));
    const ids = (found: readonly Row[]): string[] => found.map(({ id }) => id);
    return [
      {
        promise: 'what was answered 202 is there',
        broken: [...source.acknowledged].filter((id) => !known.has(id)),
      },
      { promise: 'nothing was imported twice', broken: ids(rows.filter(({ id }) => imported(id) > 1)) },
      {
        promise: 'what counts as exported was imported',
        broken: ids(inState('delivered').filter(({ id }) => imported(id) === 0)),
      },
      {
        promise: 'what waits, was refused or given up was not imported',
        broken: ids(inState('accepted', 'held', 'rejected', 'failed').filter(({ id }) => imported(id) > 0)),
      },
      { promise: 'nothing is still on its way', broken: ids(inState('sending')) },
      { promise: 'every record is in one place', broken: duplicates(ids(rows)) },
      { promise: 'counts balance', broken: await unbalanced(client) },
      { promise: 'every outcome is in the audit trail once', broken: await unaudited(client) },
    ];
  } finally {
    await client.end();
  }
}

async function read<T extends object>(client: Client, sql: string): Promise<T[]> {
  return (await client.query<T>(sql)).rows;
}

const duplicates = (ids: readonly string[]): string[] => ids.filter((id, index) => ids.indexOf(id) !== index);

async function unbalanced(client: Client): Promise<string[]> {
  const [sums] = await read<{ taken: number; there: number }>(
    client,
    `select (select coalesce(sum(accepted), 0)::int from delivery_intake) as taken,
       (select count(*)::int from delivery) + (select count(*)::int from delivery_archive) as there`,
  );
  return sums && sums.taken === sums.there ? [] : [`${sums?.taken} taken over, ${sums?.there} there`];
}

/** Promise A2, for the outcomes that matter most. */
async function unaudited(client: Client): Promise<string[]> {
  const rows = await read<{ id: string }>(
    client,
    `select d.id from delivery_archive d
     left join (select id, count(*) as entries
                from (select body::jsonb -> 'object' as object from audit_entry
                      where body::jsonb ->> 'action' = 'kita-planer/record-delivered') e
                cross join lateral jsonb_array_elements_text(coalesce(object -> 'ids', jsonb_build_array(object -> 'id'))) id
                group by 1) a on a.id = d.id::text
     where d.state = 'delivered' and coalesce(a.entries, 0) <> 1`,
  );
  return rows.map(({ id }) => id);
}
