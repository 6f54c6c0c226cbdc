import { sampleCareRecords } from '@connectors/kita-planer/testing';
import { atLeast, atMost, figure, type Figure } from '../figure';
import { Floor, recording, type Sent } from '../floor';
import { Gateway } from '../gateway';
import { KitaPlaner, Traeger } from '../kita-planer';
import { measured, ROUNDS, type Measured } from '../measured';
import type { Stage } from '../stage';
import { storedBytes } from '../stored';

/** Children whose contract lines make ten thousand records and a few more. */
const CHILDREN = 9_217;

interface Round {
  readonly records: number;
  readonly intake: Measured<number>;
  readonly run: Measured<number>;
  readonly floor: Measured<void>;
}

/** Export of 10,000 records in calls of 100 over mutual TLS, each round for a tenant of its own. */
export async function kitaBatch(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_kita_batch');
  const empty = await storedBytes(databaseUrl);
  const partner = await KitaPlaner.start();
  const gateway = await Gateway.open({ databaseUrl, role: 'all', partner: partner.address });
  const floor = await Floor.lay(databaseUrl, partner);
  try {
    const cares = sampleCareRecords(CHILDREN);
    const bodies = await warmUp(gateway, partner, floor, cares);
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      stage.machine.probe();
      const traeger = await Traeger.create(gateway, partner);
      const intake = await measured(stage, () => traeger.takeOver(cares));
      const run = await measured(stage, () => traeger.exportAll());
      if (run.result !== intake.result) throw new Error(`${run.result} of ${intake.result} were exported`);
      rounds.push({
        ...{ records: run.result, intake, run },
        floor: await measured(stage, () => callAll(floor, bodies)),
      });
    }
    const perRecord = ((await storedBytes(databaseUrl)) - empty) / ((ROUNDS + 1) * (rounds[0]?.records ?? 0));
    return [
      ...figures(rounds),
      figure('kita-batch: stored per record, with indexes', 'KB', [perRecord / 1_024], { goal: atMost(4) }),
    ];
  } finally {
    await floor.lift();
    await gateway.close();
    await partner.stop();
    await stage.drop('bench_kita_batch');
  }
}

async function warmUp(
  gateway: Gateway,
  partner: KitaPlaner,
  floor: Floor,
  cares: ReturnType<typeof sampleCareRecords>,
): Promise<Sent[]> {
  const traeger = await Traeger.create(gateway, partner);
  await traeger.takeOver(cares);
  const bodies = await recording(gateway, () => traeger.exportAll());
  await callAll(floor, bodies.slice(0, 20));
  return bodies;
}

async function callAll(floor: Floor, bodies: readonly Sent[]): Promise<void> {
  for (const body of bodies) await floor.call(body);
}

function figures(rounds: readonly Round[]): Figure[] {
  const cpu = (of: (round: Round) => Measured<unknown>): number[] =>
    rounds.map((round) => of(round).cpuMs / round.records);
  const speed = (of: (round: Round) => Measured<unknown>): number[] =>
    rounds.map((round) => (1_000 * round.records) / of(round).wallMs);
  return [
    figure(
      'kita-batch: CPU per record exported',
      'ms',
      cpu(({ run }) => run),
      {
        floors: cpu(({ floor }) => floor),
        goal: atMost(1),
      },
    ),
    figure(
      'kita-batch: records exported',
      '1/s',
      speed(({ run }) => run),
      {
        floors: speed(({ floor }) => floor),
        goal: atLeast(0.4, 'ratio'),
      },
    ),
    figure(
      'kita-batch: CPU per record taken over',
      'ms',
      cpu(({ intake }) => intake),
    ),
    figure(
      'kita-batch: records taken over',
      '1/s',
      speed(({ intake }) => intake),
    ),
  ];
}
