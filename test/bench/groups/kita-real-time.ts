import { sampleCareRecords } from '@connectors/kita-planer/testing';
import { atMost, figure, percentile, type Figure } from '../figure';
import { Floor, recording, type Sent } from '../floor';
import { Gateway } from '../gateway';
import { KitaPlaner, Traeger } from '../kita-planer';
import { durations, measured, ROUNDS, type Measured } from '../measured';
import type { Stage } from '../stage';

const RECORDS = 300;

interface Round {
  readonly product: Measured<number[]>;
  readonly floor: Measured<number[]>;
}

/** Single change events in Echtzeitübertragung, from handing over to the Kita-Planer's answer. */
export async function kitaRealTime(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_kita_real_time');
  const partner = await KitaPlaner.start();
  const gateway = await Gateway.open({ databaseUrl, role: 'api', partner: partner.address });
  const floor = await Floor.lay(databaseUrl, partner);
  try {
    const traeger = await Traeger.create(gateway, partner, { realTime: true });
    const children = sampleCareRecords(2 * RECORDS * (ROUNDS + 1)).filter(({ lines }) => lines.length === 1);
    const next = (): typeof children => children.splice(0, RECORDS);
    const sent = await recording(gateway, () => durations(next(), (care) => traeger.sendNow(care)));
    await durations(sent, (body) => floor.call(body));

    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++)
      rounds.push(await oneRound(stage, traeger, floor, next(), sent));
    return figures(rounds);
  } finally {
    await floor.lift();
    await gateway.close();
    await partner.stop();
    await stage.drop('bench_kita_real_time');
  }
}

async function oneRound(
  stage: Stage,
  traeger: Traeger,
  floor: Floor,
  cares: ReturnType<typeof sampleCareRecords>,
  sent: readonly Sent[],
): Promise<Round> {
  stage.machine.probe();
  const product = await measured(stage, () => durations(cares, (care) => traeger.sendNow(care)));
  return { product, floor: await measured(stage, () => durations(sent, (body) => floor.call(body))) };
}

function figures(rounds: readonly Round[]): Figure[] {
  const of = (which: keyof Round, read: (measured: Measured<number[]>) => number): number[] =>
    rounds.map((round) => read(round[which]));
  const compared = (
    name: string,
    read: (measured: Measured<number[]>) => number,
    goal = atMost(2.5, 'ratio'),
  ): Figure =>
    figure(`kita-real-time: ${name}`, 'ms', of('product', read), { floors: of('floor', read), goal });
  return [
    compared('CPU per record', ({ cpuMs, result }) => cpuMs / result.length),
    compared('duration, p95', ({ result }) => percentile(result, 0.95)),
    figure(
      'kita-real-time: duration, median',
      'ms',
      of('product', ({ result }) => percentile(result, 0.5)),
      {
        floors: of('floor', ({ result }) => percentile(result, 0.5)),
      },
    ),
  ];
}
