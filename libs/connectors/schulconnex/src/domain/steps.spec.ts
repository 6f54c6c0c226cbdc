import { isOver, isWaiting, nextState, stepOf, syncStates, type SyncState } from './steps';

/** Every state a run passes when people do their part at once. */
function journey(planOnly: boolean, from: SyncState = 'choosing'): SyncState[] {
  const passed: SyncState[] = [from];
  for (let state = from; !isOver(state);) {
    const event = state === 'choosing' ? 'chosen' : isWaiting(state) ? 'confirmed' : 'finished';
    state = nextState(state, event, { planOnly }) ?? 'failed';
    passed.push(state);
  }
  return passed;
}

describe('a synchronisation', () => {
  it('passes the steps of the specification in their order', () => {
    expect(journey(false)).toEqual(syncStates.slice(0, -2));
    expect([...new Set(journey(false).map(stepOf))]).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('stops after the plan when it only plans', () => {
    expect(journey(true)).toEqual([
      'choosing',
      'reading-people',
      'matching-people',
      'reading-groups',
      'matching-groups',
      'reporting',
      'done',
    ]);
  });

  it('writes no groups after the service turned out to let us read only', () => {
    expect(journey(true, 'writing-people')).toEqual([
      'writing-people',
      'reading-groups',
      'matching-groups',
      'reporting',
      'done',
    ]);
  });

  it('writes nothing that nobody confirmed, from whatever state', () => {
    const writing = syncStates.flatMap((state) =>
      (['finished', 'chosen', 'replan', 'groups-not-offered'] as const).map((event) =>
        nextState(state, event, { planOnly: false }),
      ),
    );

    expect(writing).not.toContain('writing-people');
    expect(writing).not.toContain('writing-groups');
  });

  it('goes nowhere once it is over', () => {
    expect(nextState('done', 'cancel', { planOnly: false })).toBeUndefined();
    expect(nextState('cancelled', 'confirmed', { planOnly: false })).toBeUndefined();
  });
});
