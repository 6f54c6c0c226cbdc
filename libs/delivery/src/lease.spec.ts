import { maySend } from './lease';

describe('maySend', () => {
  it.each([
    [119_999, true],
    [120_000, false],
    [300_000, false],
  ])('asks after %i ms of a lease of 180 s whether 60 s still fit: %s', (elapsed, fits) => {
    expect(maySend({ claimedAt: 1_000, lasts: 180_000 }, 1_000 + elapsed, 60_000)).toBe(fits);
  });
});
