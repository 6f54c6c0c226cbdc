import { defaultRetryPolicy, type RetryPolicy } from './retry-policy';
import { waitBefore } from './schedule';

const least = 0;
const most = 1;

describe('the wait before a repetition', () => {
  const policy: RetryPolicy = {
    ...defaultRetryPolicy,
    schedule: { kind: 'jitter', baseMs: 100, maxMs: 1_000 },
  };

  it.each([
    [1, 100],
    [2, 200],
    [3, 400],
    [4, 800],
    [5, 1_000],
    [2_000, 1_000],
  ])('number %d lies between nothing and %d ms', (repetition, ceiling) => {
    expect(waitBefore(repetition, policy, {}, least)).toBe(0);
    expect(waitBefore(repetition, policy, {}, most)).toBe(ceiling);
  });

  it('follows an agreed schedule give or take a fifth', () => {
    const kita: RetryPolicy = {
      ...policy,
      schedule: { kind: 'fixed', waitsMs: [1_000, 5_000, 25_000], spread: 0.2 },
    };
    const middle = 0.5;

    expect([1, 2, 3, 4].map((n) => waitBefore(n, kita, {}, middle))).toEqual([1_000, 5_000, 25_000, 25_000]);
    expect([least, most].map((random) => waitBefore(2, kita, {}, random))).toEqual([4_000, 6_000]);
  });

  it('Kita 31: is never shorter than the partner asked for', () => {
    expect(waitBefore(1, policy, { retryAfterSeconds: 120 }, least)).toBe(120_000);
    expect(waitBefore(1, policy, { retryAfterSeconds: 120 }, most)).toBe(121_000);
  });

  it('is planned as always when the partner asked for less', () => {
    expect(
      waitBefore(
        5,
        { ...policy, schedule: { kind: 'jitter', baseMs: 9_000, maxMs: 9_000 } },
        { retryAfterSeconds: 0 },
        most,
      ),
    ).toBe(9_000);
  });

  it('grants the partner no more than the policy allows', () => {
    const kita = { ...policy, maxRetryAfterMs: 15 * 60_000 };

    expect(waitBefore(1, kita, { retryAfterSeconds: 3_600 }, least)).toBe(15 * 60_000);
  });
});
