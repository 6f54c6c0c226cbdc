import 'reflect-metadata';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { Client } from 'pg';
import { check, type Verdict } from './checker';
import { Nemesis } from './nemesis';
import { Chance } from './random';
import { Source } from './source';
import { World } from './world';

interface Options {
  readonly seconds: string;
  readonly seed: string;
  readonly resendUncertain: 'manual' | 'automatic';
  readonly json?: boolean;
}

new Command('chaos')
  .description('faults against the whole system, then a checker: what was lost, what was sent twice')
  .option('--seconds <n>', 'for so long', '30')
  .option('--seed <n>', 'of the trouble', '1')
  .option(
    '--resend-uncertain <mode>',
    'automatic: shows what the checker says when doubt is sent again',
    'manual',
  )
  .option('--json')
  .action(run)
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : 'Something is broken');
    process.exitCode = 2;
  });

async function run({ seconds, seed, resendUncertain, json = false }: Options): Promise<void> {
  const world = await World.create({ resendUncertain });
  try {
    const source = new Source(world, new Chance(Number(seed)));
    const nemesis = new Nemesis(world, new Chance(Number(seed) + 1));
    const over = AbortSignal.timeout(Number(seconds) * 1_000);
    await Promise.all([source.run(over), nemesis.run(over)]);
    await calmDown(world);
    const verdicts = await check(world, source);
    report(verdicts, json, {
      seed,
      answered: source.answers,
      repeated: source.repeats,
      failures: Object.fromEntries(source.failures),
      records: source.acknowledged.size,
      trouble: Object.fromEntries(nemesis.done),
      states: await states(world),
    });
    process.exitCode = verdicts.every(({ broken }) => broken.length === 0) ? 0 : 1;
  } finally {
    await world.end();
  }
}

/** Peace, and time enough for every lease to end and every record to be looked after. */
async function calmDown(world: World): Promise<void> {
  world.partner.faults.clear();
  await world.untilReady();
  const until = Date.now() + 3 * World.leaseMs + 30_000;
  while (Date.now() < until) {
    await world.request('POST', `/${world.connection}/runs`).catch(() => undefined);
    await sleep(2_000);
    const { accepted = 0, sending = 0 } = await states(world);
    if (sending === 0 && (accepted === 0 || (await onlyBlocked(world)))) return;
  }
}

async function states(world: World): Promise<Record<string, number>> {
  return Object.fromEntries(
    (
      await query<{ state: string; count: number }>(
        world,
        `select state, count(*)::int as count
         from (select state from delivery union all select state from delivery_archive) d group by 1 order by 1`,
      )
    ).map(({ state, count }) => [state, count]),
  );
}

/** What still waits does so behind a record of the same child whose outcome only a person can tell. */
async function onlyBlocked(world: World): Promise<boolean> {
  const free = await query(
    world,
    `select from delivery d where d.state = 'accepted'
       and not exists (select from delivery b where b.lane = d.lane and b.state = 'uncertain') limit 1`,
  );
  return free.length === 0;
}

async function query<T extends object>(world: World, sql: string): Promise<T[]> {
  const client = new Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

function report(verdicts: readonly Verdict[], json: boolean, facts: object): void {
  if (json) {
    console.log(JSON.stringify({ ...facts, verdicts }, null, 2));
    return;
  }
  console.log(JSON.stringify(facts, null, 2));
  for (const { promise, broken } of verdicts)
    console.log(
      `${broken.length === 0 ? 'holds ' : 'BROKEN'}  ${promise}${broken.length > 0 ? `: ${broken.length}, e.g. ${broken[0]}` : ''}`,
    );
}
