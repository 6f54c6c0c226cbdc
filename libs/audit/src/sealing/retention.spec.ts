import { firstDayKept } from './retention';

describe('firstDayKept', () => {
  it.each([
    ['2026-11-24T10:00:00Z', 90, '2026-08-01T00:00:00.000Z'],
    ['2026-11-30T00:00:00Z', 90, '2026-09-01T00:00:00.000Z'],
    ['2026-11-29T23:59:59Z', 90, '2026-08-01T00:00:00.000Z'],
    ['2024-02-29T00:00:00Z', 365, '2023-03-01T00:00:00.000Z'],
    ['2024-02-28T23:00:00Z', 365, '2023-02-01T00:00:00.000Z'],
  ])('at %s keeps %i days: everything since %s', (now, days, first) => {
    expect(firstDayKept(new Date(now), days).toISOString()).toBe(first);
  });
});
