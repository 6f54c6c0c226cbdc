import { checkAmounts, checkLists, ordinary, schoolYearChange, thresholdsOn, type Counts } from './guards';
import { planItem } from './plan-item';

const steady: Counts = { source: 100, sourceBefore: 100, service: 100, linked: 100, linkedStillListed: 100 };

describe('checkLists', () => {
  it('finds nothing wrong with lists that stay about the same', () => {
    expect(checkLists('people', { ...steady, source: 85, linkedStillListed: 81 })).toEqual([]);
  });

  it('finds nothing wrong with a first run against an empty service', () => {
    expect(
      checkLists('people', { source: 80, sourceBefore: 0, service: 0, linked: 0, linkedStillListed: 0 }),
    ).toEqual([]);
  });

  it.each([
    ['the service lists nobody', { service: 0, linkedStillListed: 0 }, 'LIST_EMPTY'],
    ['the service lists half of whom it had', { service: 50, linkedStillListed: 50 }, 'LIST_IMPLAUSIBLE'],
    ['the service lists others instead', { service: 100, linkedStillListed: 20 }, 'LIST_IMPLAUSIBLE'],
    ['the school hands over nobody', { source: 0 }, 'SOURCE_EMPTY'],
    ['the school hands over half', { source: 50 }, 'SOURCE_SHRUNKEN'],
  ])('stops the run when %s', (_, given, code) => {
    expect(checkLists('people', { ...steady, ...given })).toMatchObject([{ code, demands: 'stop' }]);
  });

  it('G20: stops when the school hands over no group while the service has some', () => {
    expect(checkLists('groups', { ...steady, source: 0, sourceBefore: 0 })).toMatchObject([
      { code: 'SOURCE_EMPTY', demands: 'stop' },
    ]);
  });
});

describe('checkAmounts', () => {
  const many = (operation: 'create' | 'delete', count: number) =>
    Array.from({ length: count }, (_, index) =>
      planItem({
        resource: 'group',
        operation,
        standing: 'ready',
        because: 'test',
        remoteId: String(index),
      }),
    );
  const existing = { person: 0, context: 0, group: 10, membership: 0 };

  it('G21: wants a second confirmation before a large part of the groups is deleted', () => {
    expect(checkAmounts(many('delete', 6), existing)).toEqual([
      { code: 'MASS_DELETION', demands: 'confirm', what: 'groups', count: 6, of: 10 },
    ]);
    expect(checkAmounts(many('delete', 5), existing)).toEqual([]);
    expect(checkAmounts(many('delete', 10), { ...existing, group: 100 })).toEqual([]);
  });

  it('wants a second confirmation before very many records are created', () => {
    expect(checkAmounts(many('create', 51), existing)).toMatchObject([{ code: 'MASS_CREATION' }]);
  });

  it('allows more during a change of the school year, and only then', () => {
    const change = { from: '2026-07-20', until: '2026-09-30' };

    expect(thresholdsOn('2026-07-19', change)).toBe(ordinary);
    expect(thresholdsOn('2026-09-30', change)).toBe(schoolYearChange);
    expect(checkAmounts(many('delete', 20), existing, schoolYearChange)).toEqual([]);
  });
});
