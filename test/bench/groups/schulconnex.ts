import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sampleSchool } from '@connectors/schulconnex/testing';
import { atLeast, atMost, exponent, figure, type Figure } from '../figure';
import { Gateway } from '../gateway';
import { measured, type Measured } from '../measured';
import type { MatchingFound, Order, PlanFound } from '../planning-alone';
import { SampleSchool, Schulconnex } from '../schulconnex';
import { SchulconnexFloor } from '../schulconnex-floor';
import type { Stage } from '../stage';

const SIZES = [25_000, 50_000, 100_000, 200_000];
/** New people of a round; each is two requests. */
const NEW = 750;
/** A round takes long; five would not fit into a few minutes. */
const ROUNDS = 3;

interface Uploaded {
  readonly perSecond: number;
  readonly loopMaxMs: number;
}

/** Handing over, planning and writing, beside the same list parsed and the same requests made bare. */
export async function schulconnex(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_schulconnex');
  const partner = await Schulconnex.start();
  const host = new URL(partner.address.url).host;
  const gateway = await Gateway.open({ databaseUrl, role: 'api', partner: host });
  try {
    const written = await writing(stage, gateway, partner);
    const plans: PlanFound[] = [];
    const uploads: Uploaded[] = [];
    const everybody = sampleSchool(SIZES.at(-1) ?? 0).people;
    await partner.reset();
    for (const [index, size] of SIZES.entries()) {
      stage.machine.probe();
      await partner.learn(everybody.slice(SIZES[index - 1] ?? 0, size));
      const school = await SampleSchool.create(gateway, partner.address);
      uploads.push(await uploading(school, everybody.slice(0, size)));
      const order: Order = { measure: 'plan', size, databaseUrl, partner: host, school: school.ids };
      plans.push(await alone<PlanFound>(order));
    }
    const size = SIZES.at(-1) ?? 0;
    const matched = await alone<MatchingFound>({ measure: 'matching', size, rounds: ROUNDS });
    return [...written, ...uploadFigures(uploads), ...planFigures(plans), matchingFigure(matched)];
  } finally {
    await gateway.close();
    await partner.stop();
    await stage.drop('bench_schulconnex');
  }
}

/** Everybody new on one side only; then once more with nothing changed. */
async function writing(stage: Stage, gateway: Gateway, partner: Schulconnex): Promise<Figure[]> {
  const { people } = sampleSchool(NEW);
  const floor = SchulconnexFloor.lay(partner.address);
  const rounds: { readonly product: Measured<number>; readonly bare: Measured<void> }[] = [];
  let again: string[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    stage.machine.probe();
    await partner.reset();
    const bare = await measured(stage, () => floor.create(people));
    await partner.reset();
    const school = await SampleSchool.create(gateway, partner.address);
    await school.upload(people);
    const product = await measured(stage, () => writingAlone(school));
    if (round > 0) rounds.push({ product, bare });
    const first = (await partner.requests()).length;
    await school.synchronise();
    again = (await partner.requests()).slice(first);
  }
  floor.lift();
  const speed = (ms: (round: (typeof rounds)[number]) => number): number[] =>
    rounds.map((round) => (2_000 * NEW) / ms(round));
  return [
    figure(
      'schulconnex: writes, from the confirmation to the report',
      '1/s',
      speed(({ product }) => product.result),
      { floors: speed(({ bare }) => bare.wallMs), goal: atLeast(0.7, 'ratio') },
    ),
    figure(
      'schulconnex: CPU per write, plan and report included',
      'ms',
      rounds.map(({ product }) => product.cpuMs / (2 * NEW)),
      { floors: rounds.map(({ bare }) => bare.cpuMs / (2 * NEW)) },
    ),
    figure(
      'schulconnex: requests of a run with nothing changed that read no list',
      'requests',
      [again.filter((line) => !LISTS.test(line)).length],
      { goal: atMost(0) },
    ),
  ];
}

/** Milliseconds from the confirmation of the plan to the end. */
async function writingAlone(school: SampleSchool): Promise<number> {
  let begun = 0;
  await school.synchronise({ confirmed: () => (begun ||= performance.now()) });
  return performance.now() - begun;
}

const LISTS = /^GET \/(personen\?sichtfreigabe=nein|gruppen|organisation-info)$|\/token/;

async function uploading(
  school: SampleSchool,
  people: Parameters<SampleSchool['upload']>[0],
): Promise<Uploaded> {
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const begun = performance.now();
  await school.upload(people);
  const perSecond = (1_000 * people.length) / (performance.now() - begun);
  delays.disable();
  return { perSecond, loopMaxMs: delays.max / 1e6 };
}

const uploadFigures = (uploads: readonly Uploaded[]): Figure[] => [
  figure(
    'schulconnex: people handed over',
    '1/s',
    uploads.slice(-1).map(({ perSecond }) => perSecond),
  ),
  figure(
    'schulconnex: longest pause of the event loop while they are',
    'ms',
    [Math.max(...uploads.map(({ loopMaxMs }) => loopMaxMs))],
    { goal: atMost(50) },
  ),
];

function planFigures(plans: readonly PlanFound[]): Figure[] {
  const named = (index: number): string => `plan for ${String((SIZES[index] ?? 0) / 1_000)},000 people`;
  return [
    ...plans.flatMap(({ wallMs, peakMb, parsedMb }, index) => [
      figure(`schulconnex: ${named(index)}, duration`, 's', [wallMs / 1_000]),
      figure(`schulconnex: ${named(index)}, peak memory beside the parsed list`, 'MB', [peakMb], {
        floors: [parsedMb],
        goal: atMost(3, 'ratio'),
      }),
    ]),
    figure(
      'schulconnex: growth of a plan’s duration, exponent of the number of people',
      '',
      [
        exponent(
          SIZES,
          plans.map(({ wallMs }) => wallMs),
        ),
      ],
      { goal: atMost(1.15) },
    ),
    figure(
      'schulconnex: event loop while planning, p99',
      'ms',
      plans.slice(-1).map(({ loopP99Ms }) => loopP99Ms),
    ),
    figure(
      'schulconnex: event loop while planning, longest pause',
      'ms',
      [Math.max(...plans.map(({ loopMaxMs }) => loopMaxMs))],
      { goal: atMost(100) },
    ),
  ];
}

const matchingFigure = ({ matchMs, parseMs }: MatchingFound): Figure =>
  figure('schulconnex: matching 200,000 people, beside JSON.parse of their list', 'ms', matchMs, {
    floors: parseMs,
    goal: atMost(1.5, 'ratio'),
  });

/** Has it measured in a process of its own. */
async function alone<T>(order: Order): Promise<T> {
  const child = fork(resolve(__dirname, '../planning-alone.js'), [JSON.stringify(order)]);
  const [found] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The measuring process ended without a result');
    }),
  ])) as [T];
  return found;
}
