import { mistakes, type Mistake } from './mistakes';
import { simulate } from './simulate';

/** How many histories to play; a night's worth is 1,000,000. */
const RUNS = Number(process.env.DREHKREUZ_SIMULATION_RUNS ?? 10_000);

/** The first history that goes wrong; its seed replays it. */
function firstViolation(runs: number, mistake: Mistake | null) {
  for (let seed = 1; seed <= runs; seed++) {
    const { violations } = simulate(seed, mistake);
    if (violations.length > 0) return { seed, violations };
  }
  return null;
}

describe('the simulation of deliveries', () => {
  it(
    `finds nothing lost, doubled, overtaken or forgotten in ${RUNS} histories`,
    () => {
      expect(firstViolation(RUNS, null)).toBeNull();
    },
    Math.max(60_000, RUNS * 20),
  );

  it.each(Object.entries(mistakes))('catches a gateway that makes the mistake %s: it %s', (mistake) => {
    const caught = firstViolation(20_000, mistake as Mistake);

    expect(caught?.violations[0]).toMatch(/^\d+ ms: /);
  });

  it('plays the same history for the same seed', () => {
    const { seed } = firstViolation(20_000, 'timeout-retry')!;

    expect(simulate(seed, 'timeout-retry')).toEqual(simulate(seed, 'timeout-retry'));
  });

  it('is not idle: deliveries go every way that is open to them', () => {
    const ways = new Set(Array.from({ length: 2_000 }, (_, seed) => [...simulate(seed).ways]).flat());

    expect([...ways]).toEqual(
      expect.arrayContaining([
        'accepted > failed by deadline',
        'accepted > held by hold',
        'accepted > resolved by resolve',
        'accepted > superseded by supersede',
        'failed > accepted by resend',
        'failed > superseded by supersede',
        'held > accepted by release',
        'held > resolved by resolve',
        'held > superseded by supersede',
        'rejected > accepted by resend',
        'rejected > resolved by resolve',
        'rejected > superseded by supersede',
        'resolved > accepted by reopen',
        'sending > accepted by lease-expired',
        'sending > accepted by not-sent',
        'sending > accepted by refused-call',
        'sending > delivered by answered',
        'sending > failed by lease-expired',
        'sending > failed by not-sent',
        'sending > failed by refused-call',
        'sending > rejected by answered',
        'sending > sending by supersede',
        'sending > superseded by answered',
        'sending > superseded by lease-expired',
        'sending > superseded by not-sent',
        'sending > superseded by refused-call',
        'sending > uncertain by answered',
        'sending > uncertain by lease-expired',
        'uncertain > accepted by not-sent',
        'uncertain > accepted by refused-call',
        'uncertain > accepted by resend',
        'uncertain > delivered by answered',
        'uncertain > delivered by confirm',
        'uncertain > resolved by resolve',
        'uncertain > superseded by not-sent',
        'uncertain > superseded by refused-call',
        'uncertain > superseded by resend',
        'uncertain > uncertain by supersede',
      ]),
    );
  });
});
