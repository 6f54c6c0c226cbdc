import { setTimeout as sleep } from 'node:timers/promises';
import { children } from '../testing/children';
import { KitaScene } from '../testing/kita-scene';
import type { TraegerScene } from '../testing/traeger-scene';
import { ExportQueue } from './export-queue';
import { Pace } from './pace';

/** As many as one process exports at once. */
const WORKERS = 4;
/** Enough for the others to be served in between. */
const MANY = 40;
const PATIENCE_MS = 60_000;

describe('the export queue', () => {
  let scene: KitaScene;

  beforeAll(async () => {
    scene = await KitaScene.start({ works: true, pace: { ...new Pace(), sliceMs: 0 } });
  });
  afterAll(() => scene.stop());

  const start = ({ tenant, connection, actor }: TraegerScene) =>
    scene.get(ExportQueue).start(tenant, connection, actor);
  const runsOf = async (traeger: TraegerScene) =>
    (await traeger.runs()).map(({ state, counts }) => ({ state, exported: counts.exported }));
  const until = async (holds: () => Promise<boolean>) => {
    const deadline = performance.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (performance.now() > deadline) throw new Error('It did not come about');
      await sleep(25);
    }
  };
  const untilDone = (traeger: TraegerScene) =>
    until(async () => (await traeger.runs()).some(({ state }) => state !== 'running'));

  it('takes up slice after slice as one run, to its end', async () => {
    const traeger = await scene.traeger({ batchSize: 1 });
    await traeger.takeOver(...children(12));

    await start(traeger);
    await untilDone(traeger);

    await expect(runsOf(traeger)).resolves.toEqual([{ state: 'done', exported: 12 }]);
  });

  it('hands nothing over while a worker is free for whoever else waits', async () => {
    const large = await scene.traeger({ batchSize: 1 });
    const small = await scene.traeger();
    await large.takeOver(...children(12));
    await start(large);
    await until(async () => {
      await start(small);
      return (await large.runs()).some(({ state }) => state !== 'running');
    });

    await expect(runsOf(large)).resolves.toEqual([{ state: 'done', exported: 12 }]);
    await expect(
      scene.test.admin('select from pgboss.job where name = $1 and singleton_key = $2', [
        'kita-planer-export',
        large.connection,
      ]),
    ).resolves.toHaveLength(1);
  });

  it('lets a small tenant in while large ones hold every worker, and goes on with those afterwards (D9)', async () => {
    const large = await Promise.all(Array.from({ length: WORKERS }, () => scene.traeger({ batchSize: 1 })));
    const small = await scene.traeger();
    await small.takeOver(...children(1));
    for (const traeger of large) await traeger.takeOver(...children(MANY));
    await Promise.all(large.map(start));
    await until(async () => {
      const begun = await Promise.all(large.map((traeger) => traeger.runs()));
      return begun.every((runs) => runs.length > 0);
    });

    await start(small);
    await untilDone(small);
    const open = await Promise.all(large.map((traeger) => traeger.buffer()));
    await Promise.all(large.map(untilDone));

    expect(open.filter(({ length }) => length === 0)).toEqual([]);
    for (const traeger of large)
      await expect(runsOf(traeger)).resolves.toEqual([{ state: 'done', exported: MANY }]);
  });
});
