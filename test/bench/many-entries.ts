import { Database, newId, Tenant } from '@gateway/database';
import { Payloads } from '@gateway/vault';
import { Client } from 'pg';
import type { Gateway } from './gateway';

export interface LoadedTenant {
  readonly tenant: string;
  readonly connection: string;
  /** Id and time of some of its entries. */
  readonly some: readonly (readonly [id: string, at: Date])[];
}

export interface Loaded {
  /** The first has two fifths of the entries. */
  readonly tenants: readonly LoadedTenant[];
  /** The commonest first. */
  readonly given: readonly string[];
  readonly family: readonly string[];
}

const ENTRIES = 1_000_000;
const TENANTS = 10;
export const PLACES = 40;

/** How many of a thousand entries say so, up to this one. */
export const OUTCOMES: readonly {
  readonly name: string;
  readonly upTo: number;
  readonly codes: readonly string[];
}[] = [
  { name: 'EXPORTIERT', upTo: 900, codes: [] },
  { name: 'EXPORTIERT_MIT_HINWEIS', upTo: 950, codes: ['KP-310'] },
  { name: 'FEHLER_IN_KITA_PLANER', upTo: 990, codes: ['KP-204'] },
  { name: 'UNGEKLAERT', upTo: 1_000, codes: ['ANSWER_TIMEOUT'] },
];

/** Fills the protocol past the application, as half a year of ten tenants would have. */
export async function manyEntries(gateway: Gateway, databaseUrl: string): Promise<Loaded> {
  const given = words('Vorname', 300);
  const family = words('Nachname', 5_000);
  const tenants = Array.from({ length: TENANTS }, () => ({ tenant: newId(), connection: newId() }));
  await gateway.get(Database).global((tx) =>
    tx.insert(
      Tenant,
      tenants.map(({ tenant: id }) => ({ id, name: 'Bench' })),
    ),
  );
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(MONTHS);
    await client.query(
      `create temp table part as
       select ordinality::int - 1 as nr, tenant, connection,
         case ordinality when 1 then 100000 else 16000 end as subjects
       from unnest($1::uuid[], $2::uuid[]) with ordinality as t(tenant, connection, ordinality)`,
      [tenants.map(({ tenant }) => tenant), tenants.map(({ connection }) => connection)],
    );
    await client.query('set synchronous_commit = off; set maintenance_work_mem = 262144');
    await withoutIndexes(client, () => client.query(ALL_ENTRIES, [ENTRIES]));
    await loadTokens(gateway, client, tenants, { given, family });
    await client.query(names('given', 300, 48_271));
    await client.query(names('family', 5_000, 69_621));
    await client.query('vacuum analyze protocol_entry, subject_name');
    return { tenants: await withSome(client, tenants), given, family };
  } finally {
    await client.end();
  }
}

const words = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${word}${index}`);

/** Months that lie behind, which a new database does not have. */
const MONTHS = `
  do $$
  declare
    first timestamptz;
  begin
    set local timezone = 'UTC';
    for first in select generate_series(date_trunc('month', now()) - interval '6 months',
                                        date_trunc('month', now()) - interval '1 month', interval '1 month')
    loop
      execute format('create table %I partition of protocol_entry for values from (%L) to (%L)',
        'protocol_entry' || to_char(first, '"_"YYYY"_"MM'), first, first + interval '1 month');
    end loop;
  end
  $$`;

const outcome = (column: 'name' | 'code'): string =>
  `case ${OUTCOMES.map(({ name, upTo, codes }) => {
    const value = column === 'name' ? name : codes[0];
    return `when n * 7919 % 1000 < ${upTo} then ${value === undefined ? 'null' : `'${value}'`}`;
  }).join(' ')} end`;

const ALL_ENTRIES = `
  insert into protocol_entry (tenant_id, id, at, connection_id, call_id, record_id, record_number, subject_id,
    lane, place, outcome, code, message, notices)
  select p.tenant, uuidv7(e.at - now()), e.at, p.connection, md5(p.nr || 'call' || n / 1000)::uuid,
    md5('record' || n)::uuid, 'KPP-' || lpad(n::text, 7, '0'), md5(p.nr || 'subject' || e.subject)::uuid,
    'B' || e.subject, 'KITA-' || n / 7 % ${PLACES}, ${outcome('name')}, ${outcome('code')},
    case when n * 7919 % 1000 >= 900 then decode(repeat(md5(n::text), 10), 'hex') end,
    case when n * 7919 % 1000 between 900 and 949 then '[{"code":"KP-310","fields":["KIND_NAME"]}]'::jsonb end
  from generate_series(1, $1::bigint) n
  join part p on p.nr = case when n % 10 < 4 then 0 else 1 + n / 10 % ${TENANTS - 1} end
  cross join lateral (
    select n * 48271 % p.subjects as subject,
      date_trunc('milliseconds', now() - interval '170 days' * (1 - n::float8 / $1)) as at) e`;

/** A million rows are stored in a minute if the indexes are made afterwards. */
async function withoutIndexes(client: Client, load: () => Promise<unknown>): Promise<void> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    `select indexname, indexdef from pg_indexes where tablename = 'protocol_entry' and indexname not like '%_pkey'`,
  );
  for (const { indexname } of rows) await client.query(`drop index ${indexname}`);
  await load();
  for (const { indexdef } of rows) await client.query(indexdef.replace(' ON ONLY ', ' ON '));
}

/** What each tenant's key makes of each name. */
async function loadTokens(
  gateway: Gateway,
  client: Client,
  tenants: readonly { readonly tenant: string }[],
  names: { readonly given: readonly string[]; readonly family: readonly string[] },
): Promise<void> {
  await client.query('create temp table token (nr int, kind text, rank int, token bytea)');
  for (const [nr, { tenant }] of tenants.entries()) {
    const digests = await gateway
      .get(Database)
      .tenant(tenant, (tx) => gateway.get(Payloads).digests(tx, tenant));
    for (const kind of ['given', 'family'] as const)
      await client.query(
        `insert into token select $1, $2, ordinality - 1, token
         from unnest($3::bytea[]) with ordinality as t(token, ordinality)`,
        [nr, kind, names[kind].map((name) => digests.blindIndex('child-name', name))],
      );
  }
  await client.query('create index on token (nr, kind, rank); analyze token');
}

/** Common names are common: the first of 300 given names is that of every fiftieth child. */
const names = (kind: 'given' | 'family', count: number, step: number): string => `
  insert into subject_name (tenant_id, token, subject_id)
  select p.tenant, t.token, md5(p.nr || 'subject' || s)::uuid
  from part p cross join lateral generate_series(0, p.subjects - 1) s
  join token t on t.nr = p.nr and t.kind = '${kind}'
    and t.rank = floor(${count} * power(s * ${step}::bigint % 10007 / 10007.0, 1.5))::int
  order by 1, 2, 3`;

async function withSome(
  client: Client,
  tenants: readonly { readonly tenant: string; readonly connection: string }[],
): Promise<LoadedTenant[]> {
  const loaded: LoadedTenant[] = [];
  for (const one of tenants) {
    const { rows } = await client.query<{ id: string; at: Date }>(
      'select id, at from protocol_entry tablesample system (1) where tenant_id = $1 limit 200',
      [one.tenant],
    );
    loaded.push({ ...one, some: rows.map(({ id, at }) => [id, at]) });
  }
  return loaded;
}
