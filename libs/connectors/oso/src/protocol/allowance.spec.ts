import { Allowance } from './allowance';

describe('an allowance', () => {
  it('is used up by its owner alone, and is there again with the next minute', () => {
    const allowance = new Allowance(2);
    const at = 600_000;

    expect([1, 2, 3].map(() => allowance.take('A', at + 500))).toEqual([0, 0, 60]);
    expect(allowance.take('B', at + 500)).toBe(0);
    expect(allowance.take('A', at + 59_001)).toBe(1);
    expect(allowance.take('A', at + 60_000)).toBe(0);
  });
});
