import { heapAfterGc, slope } from '../heap';
import { atMost, figure, percentile, type Figure } from '../figure';
import { Gateway } from '../gateway';
import { durations, measured, ROUNDS, type Measured } from '../measured';
import { Oso, Samenwerkingsverband } from '../oso';
import { OsoFloor } from '../oso-floor';
import type { Stage } from '../stage';

const EXCHANGES = 150;
const AT_ONCE = 50;
const FOR_MEMORY = 5_000;
const EVERY = 500;

interface Round {
  readonly product: Measured<number[]>;
  readonly floor: Measured<number[]>;
}

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** One Terugkoppeling end to end, beside the SOAP library making the same two calls over the same TLS. */
export async function oso(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_oso');
  const partner = await Oso.start(stage);
  const gateway = await Gateway.open({ databaseUrl, role: 'api', partner: partner.addresses });
  const floor = await OsoFloor.lay(partner);
  try {
    const swv = await Samenwerkingsverband.create(gateway, partner);
    await durations(times(EXCHANGES), () => swv.send());
    await durations(times(EXCHANGES), () => floor.send());

    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      stage.machine.probe();
      const product = await measured(stage, () => durations(times(EXCHANGES), () => swv.send()));
      const bare = await measured(stage, () => durations(times(EXCHANGES), () => floor.send()));
      rounds.push({ product, floor: bare });
    }
    return [...compared(rounds), await together(swv), ...(await memory(swv))];
  } finally {
    floor.lift();
    await gateway.close();
    await partner.stop();
    await stage.drop('bench_oso');
  }
}

function compared(rounds: readonly Round[]): Figure[] {
  const line = (name: string, read: (measured: Measured<number[]>) => number): Figure =>
    figure(
      `oso: ${name}`,
      'ms',
      rounds.map(({ product }) => read(product)),
      { floors: rounds.map(({ floor }) => read(floor)), goal: atMost(1.5, 'ratio') },
    );
  return [
    line('CPU per Terugkoppeling', ({ cpuMs, result }) => cpuMs / result.length),
    line('duration, median', ({ result }) => percentile(result, 0.5)),
    line('duration, p95', ({ result }) => percentile(result, 0.95)),
  ];
}

async function together(swv: Samenwerkingsverband): Promise<Figure> {
  const ends = await Promise.allSettled(times(AT_ONCE).map(() => swv.send()));
  const errors = ends.filter(({ status }) => status === 'rejected').length;
  return figure(`oso: errors of ${AT_ONCE} at once`, 'errors', [errors], { goal: atMost(0) });
}

/** Ten at a time; what is left after the garbage was collected, over and over. */
async function memory(swv: Samenwerkingsverband): Promise<Figure[]> {
  const heaps = [heapAfterGc()];
  for (let done = 0; done < FOR_MEMORY; done += EVERY) {
    for (let part = 0; part < EVERY; part += 10) await Promise.all(times(10).map(() => swv.send()));
    heaps.push(heapAfterGc());
    process.stderr.write('.');
  }
  // In the first half caches and compiled code still come to their size.
  const half = Math.ceil(heaps.length / 2);
  return [
    figure(`oso: heap after ${FOR_MEMORY} exchanges`, 'MB', [(heaps.at(-1) ?? 0) / 1_048_576]),
    figure('oso: heap growth per exchange, all', 'bytes', [slope(heaps) / EVERY]),
    figure('oso: heap growth per exchange, second half', 'bytes', [slope(heaps.slice(-half)) / EVERY], {
      goal: atMost(100),
    }),
  ];
}
