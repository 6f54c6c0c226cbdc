import { nextTry, remembered } from './next-try';

const lastAt = new Date('2026-11-24T09:00:00Z');
const secondsAfter = (count: number) => (nextTry({ count, lastAt }).getTime() - lastAt.getTime()) / 1_000;

describe('the next password for a certificate file', () => {
  it('may be tried at once after four wrong ones, then twice as late each time, at most a quarter of an hour', () => {
    expect([0, 1, 4, 5, 6, 7, 8, 9, 10, 2_000].map(secondsAfter)).toEqual([
      0, 0, 0, 30, 60, 120, 240, 480, 900, 900,
    ]);
  });

  it('is like the first after a day', () => {
    expect(remembered({ count: 9, lastAt }, new Date('2026-11-25T08:59:59Z'))).toBe(9);
    expect(remembered({ count: 9, lastAt }, new Date('2026-11-25T09:00:00Z'))).toBe(0);
  });
});
