import { retryAfterSeconds } from './retry-after';

describe('Retry-After', () => {
  const now = new Date('2026-11-24T12:00:00Z');

  it.each([
    ['120', 120],
    ['0', 0],
    ['3600', 3600],
    [' 5 ', 5],
    ['Tue, 24 Nov 2026 12:02:00 GMT', 120],
    ['Tue, 24 Nov 2026 12:00:00 GMT', 0],
  ])('%j asks for %d seconds', (value, seconds) => {
    expect(retryAfterSeconds(value, now)).toBe(seconds);
  });

  it.each([
    undefined,
    '',
    '-5',
    '3601',
    '99999999',
    'abc',
    '1e3',
    '0x10',
    '1.5',
    'Tue, 24 Nov 2026 11:59:00 GMT',
    'Tue, 24 Nov 2026 14:00:00 GMT',
    'Xyz, 99 Abc 2026 99:99:99 GMT',
  ])('%j is ignored', (value) => {
    expect(retryAfterSeconds(value, now)).toBeUndefined();
  });
});
