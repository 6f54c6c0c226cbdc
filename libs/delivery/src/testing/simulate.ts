import { isArchived } from '../delivery';
import type { Mistake } from './mistakes';
import { ModelPartner } from './model-partner';
import { client, impatientOperator, patientOperator } from './model-people';
import { ModelStore, type ModelRow, type Submission } from './model-store';
import { reaper, worker, type Cast } from './model-workers';
import { World } from './world';

export interface History {
  /** What went wrong; empty for a good history. */
  readonly violations: readonly string[];
  /** Which changes of state happened, such as `sending > uncertain by lease-expired`. */
  readonly ways: ReadonlySet<string>;
}

/**
 * One history: a client with two to four records and their later versions, the gateway, two workers,
 * a reaper, two operators and a partner.
 */
export function simulate(seed: number, mistake: Mistake | null = null): History {
  const world = new World(seed, mistake);
  const store = new ModelStore(world);
  const partner = new ModelPartner(world, store);
  const cast: Cast = { world, store, partner };
  const acknowledged = new Set<string>();
  const sources = sourcesOf(world);
  const wanted = sources.flat();

  for (const versions of sources) world.start(() => client(cast, versions, acknowledged));
  world.start(() => worker(cast), { mortal: true });
  world.start(() => worker(cast), { mortal: true });
  world.start(() => reaper(cast), { mortal: true });
  world.start(() => patientOperator(cast));
  world.start(() => impatientOperator(cast));

  world.run(
    () =>
      wanted.every(({ key }) => acknowledged.has(key)) &&
      [...store.rows.values()].every(({ state }) => isArchived(state)),
  );
  if (world.violations.length === 0) compareWithTruth(cast, acknowledged);
  return { violations: world.violations, ways: store.ways };
}

/** Versions of records; some records share a lane. */
function sourcesOf({ random }: World): Submission[][] {
  return Array.from({ length: 2 + random.below(3) }, (_, record) =>
    Array.from({ length: 1 + random.below(3) }, (_, index) => ({
      key: `r${record}v${index + 1}`,
      recordKey: `r${record}`,
      lane: `l${record % 2}`,
      version: index + 1,
    })),
  );
}

function compareWithTruth({ world, store, partner }: Cast, acknowledged: ReadonlySet<string>): void {
  for (const key of acknowledged) {
    const rows = [...store.rows.values()].filter(({ submission }) => submission.key === key);
    if (rows.length !== 1) world.violated(`${key} was acknowledged and is stored ${rows.length} times`);
  }
  for (const row of store.rows.values()) {
    if (contradicts(row, partner.knows(row.submission)) && !store.atOwnRisk.has(row.submission.recordKey)) {
      world.violated(`${row.submission.key} is ${row.state}, and the partner knows better`);
    }
  }
}

const contradicts = ({ state }: ModelRow, arrived: boolean): boolean =>
  state === 'delivered' ? !arrived : arrived;
