import { chooseBatch } from './choose-batch';

/** `a1 a2 b1`: rows of lanes a and b; `b2?` is not free, `b3!` goes alone. */
const rows = (text: string) =>
  text.split(' ').map((row) => ({
    lane: row.charAt(0),
    ready: row.endsWith('?') ? null : row,
    alone: row.endsWith('!'),
  }));

describe('chooseBatch', () => {
  it.each([
    ['takes whole lanes as far as they fit', 'a1 a2 b1 c1 c2', 4, 'a1 a2 b1'],
    ['lets no smaller lane overtake one that does not fit', 'a1 b1 b2 c1', 2, 'a1'],
    ['cuts a lane that is larger than a call', 'a1 a2 a3 b1', 2, 'a1 a2'],
    ['stops a lane where a row is not free', 'a1 a2? a3 b1', 4, 'a1 b1'],
    ['sends alone what has to be alone', 'a1! a2 b1', 4, 'a1!'],
    ['ends before what has to be alone', 'a1 b1 b2! b3 c1', 5, 'a1 b1'],
    ['passes over a lane whose first row is not free', 'a1? a2 b1', 4, 'b1'],
  ])('%s', (_, candidates, limit, batch) => {
    expect(chooseBatch(rows(candidates), limit).join(' ')).toBe(batch);
  });
});
