import { SearchByName } from '@connectors/kita-planer';
import { Database } from '@gateway/database';
import { ProtocolReader, type EntryFilter } from '@gateway/protocol-log';
import { atMost, figure, percentile, type Figure } from '../figure';
import { Gateway } from '../gateway';
import { durations, ROUNDS } from '../measured';
import { manyEntries, OUTCOMES, PLACES, type Loaded, type LoadedTenant } from '../many-entries';
import type { Stage } from '../stage';

const QUERIES = 200;
const PAGE = { limit: 50 };

interface Round {
  readonly read: number;
  readonly list: number;
  readonly search: number;
}

/** The protocol of several tenants over half a year, a million entries long, as the screens ask for it. */
export async function protocolList(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_protocol');
  const gateway = await Gateway.open({ databaseUrl, role: 'api' });
  try {
    const loaded = await manyEntries(gateway, databaseUrl);
    const rounds: Round[] = [];
    await oneRound(gateway, loaded);
    for (let round = 0; round < ROUNDS; round++) {
      stage.machine.probe();
      rounds.push(await oneRound(gateway, loaded));
    }
    const floors = rounds.map(({ read }) => read);
    const goal = atMost(50);
    return [
      figure(
        'protocol-list: three filters of 1,000,000 entries, p95',
        'ms',
        rounds.map(({ list }) => list),
        { floors, goal },
      ),
      figure(
        'protocol-list: search by child name, p95',
        'ms',
        rounds.map(({ search }) => search),
        { floors, goal },
      ),
    ];
  } finally {
    await gateway.close();
    await stage.drop('bench_protocol');
  }
}

async function oneRound(gateway: Gateway, loaded: Loaded): Promise<Round> {
  const tries = Array.from({ length: QUERIES }, (_, index) => index);
  const p95 = async (work: (index: number, tenant: LoadedTenant) => Promise<unknown>): Promise<number> =>
    percentile(await durations(tries, (index) => work(index, tenantFor(loaded, index))), 0.95);
  const database = gateway.get(Database);
  return {
    read: await p95((index, { tenant, some }) =>
      database.tenant(tenant, (tx) =>
        tx.query('select * from protocol_entry where tenant_id = $1 and id = $2 and at = $3', [
          tenant,
          ...(some[index % some.length] ?? []),
        ]),
      ),
    ),
    list: await p95((index, { tenant, connection }) =>
      database.tenant(tenant, (tx) =>
        gateway.get(ProtocolReader).entries(tx, { connection, ...filterFor(index) }, PAGE),
      ),
    ),
    search: await p95((index, { tenant, connection }) =>
      gateway.get(SearchByName).run(tenant, { connection }, nameFor(loaded, index), PAGE),
    ),
  };
}

/** Two of three questions are about the largest tenant. */
const tenantFor = ({ tenants }: Loaded, index: number): LoadedTenant => {
  const tenant = tenants[index % 3 === 0 ? 1 + (index % (tenants.length - 1)) : 0];
  if (!tenant) throw new Error('There are no tenants');
  return tenant;
};

/** Outcome and place with a month, with a code, or a code in a place in a month; some match next to nothing. */
function filterFor(index: number): Omit<EntryFilter, 'connection'> {
  const outcome = OUTCOMES[index % OUTCOMES.length]?.name;
  const code = OUTCOMES[index % OUTCOMES.length]?.codes[0];
  const place = `KITA-${index % PLACES}`;
  const to = new Date(Date.now() - (index % 5) * 30 * 86_400_000);
  const month = { from: new Date(to.getTime() - 30 * 86_400_000), to };
  if (index % 3 === 0 || code === undefined) return { outcome, place, ...month };
  return index % 3 === 1 ? { outcome, place, code } : { code, place, ...month };
}

/** A whole name, a family name, a given name – common ones too – and one that nobody has. */
function nameFor({ given, family }: Loaded, index: number): string {
  const givenName = given[(index * 7) % given.length] ?? '';
  const familyName = family[(index * 13) % family.length] ?? '';
  const common = given[0] ?? '';
  return [`${givenName} ${familyName}`, familyName, givenName, common, 'Niemand'][index % 5] ?? '';
}
