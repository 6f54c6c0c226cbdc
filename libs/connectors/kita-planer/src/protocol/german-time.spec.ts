import { germanTime, momentOf } from './german-time';

describe('German time', () => {
  it.each([
    ['22.11.2026 07:15:03', '2026-11-22T06:15:03.000Z'],
    ['22.07.2026 00:15:00', '2026-07-21T22:15:00.000Z'],
    ['29.03.2026 03:00:00', '2026-03-29T01:00:00.000Z'],
    ['25.10.2026 02:30:00', '2026-10-25T00:30:00.000Z'],
    ['29.02.2028 12:00:00', '2028-02-29T11:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(momentOf(text)?.toISOString()).toBe(iso);
    expect(germanTime(new Date(iso))).toBe(text);
  });

  it('may leave out seconds or the time', () => {
    expect(momentOf('22.11.2026 07:15')?.toISOString()).toBe('2026-11-22T06:15:00.000Z');
    expect(momentOf('22.11.2026')?.toISOString()).toBe('2026-11-21T23:00:00.000Z');
  });

  it.each(['', '31.02.2026', '2026-11-22', '22.11.26', '29.03.2026 02:30:00', '22.11.2026 24:00', 'x'])(
    'knows no moment %j',
    (text) => {
      expect(momentOf(text)).toBeUndefined();
    },
  );
});
