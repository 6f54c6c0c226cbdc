import { forgettingAt } from './retention';

describe('what is forgotten', () => {
  const kept = { contentDays: 30, noticeDays: 183, seasonEndsOn: null };
  const now = new Date('2026-11-24T12:00:00Z');

  it('was closed for as many days as content is kept, or not answered for as many as a Notificatie waits', () => {
    expect(forgettingAt(now, kept)).toEqual({
      closedBefore: new Date('2026-10-25T12:00:00Z'),
      unansweredBefore: new Date('2026-05-25T12:00:00Z'),
    });
  });

  it.each([
    ['08-15', '2026-11-24T12:00:00Z', '2026-08-15T00:00:00Z'],
    ['08-15', '2026-08-15T00:00:00Z', '2026-08-15T00:00:00Z'],
    ['08-15', '2026-08-14T23:59:59Z', '2025-08-15T00:00:00Z'],
    ['12-31', '2026-11-24T12:00:00Z', '2025-12-31T00:00:00Z'],
  ])('is of a season that ended on %s, seen at %s', (seasonEndsOn, at, began) => {
    expect(forgettingAt(new Date(at), { ...kept, seasonEndsOn }).seasonBegan).toEqual(new Date(began));
  });
});
