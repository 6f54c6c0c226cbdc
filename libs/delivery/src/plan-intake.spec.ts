import type { Delivery, HoldReason } from './delivery';
import { planIntake, type Known } from './plan-intake';
import { aNewRecord } from './testing/a-new-record';

const hash = (content: string): Buffer => aNewRecord({ content }).payloadHash;
const nothing: Known = { live: new Map(), underway: new Set(), settled: new Map() };

/** What is known about the record `r`: its open version, and what was settled last. */
const known = ({
  state,
  says = 'A',
  heldBecause = null,
  cause = null,
  settled,
  underway = false,
}: {
  state?: Delivery['state'];
  says?: string;
  heldBecause?: HoldReason | null;
  cause?: string | null;
  settled?: string;
  underway?: boolean;
}): Known => ({
  live: new Map(state ? [['r', { id: 'old', state, heldBecause, cause, payloadHash: hash(says) }]] : []),
  underway: new Set(underway ? ['r'] : []),
  settled: new Map(settled === undefined ? [] : [['r', hash(settled)]]),
});

const problem = { held: { because: 'check-failed', cause: 'KP-P08' } } as const;
const comes = (content: string, given: Partial<ReturnType<typeof aNewRecord>> = {}) =>
  aNewRecord({ recordKey: 'r', content, id: 'new', ...given });
const unchanged = { id: 'old', recordKey: 'r', result: 'unchanged', replaces: null };
const replacing = (result: 'accepted' | 'held') => ({ id: 'new', recordKey: 'r', result, replaces: 'old' });
/** The older one is on its way and gives way with its own result. */
const behind = { id: 'new', recordKey: 'r', result: 'accepted', replaces: null };

describe('taking records over', () => {
  it('takes what is new', () => {
    const record = comes('A');

    expect(planIntake([record], nothing)).toEqual({
      taken: [record],
      withdrawn: [],
      answers: [{ id: 'new', recordKey: 'r', result: 'accepted', replaces: null }],
    });
  });

  it('replaces what waits and has changed', () => {
    expect(planIntake([comes('B')], known({ state: 'accepted' })).answers).toEqual([replacing('accepted')]);
  });

  it.each<[string, Delivery['state']]>([
    ['waits', 'accepted'],
    ['is on its way', 'sending'],
    ['has an unknown outcome', 'uncertain'],
    ['was turned down (Kita 2)', 'rejected'],
    ['was given up', 'failed'],
  ])('leaves alone what says the same and %s', (_, state) => {
    expect(planIntake([comes('A')], known({ state }))).toEqual({
      taken: [],
      withdrawn: [],
      answers: [unchanged],
    });
  });

  it('leaves alone what is held for a paused connection and says the same', () => {
    expect(planIntake([comes('A')], known({ state: 'held', heldBecause: 'paused' })).answers).toEqual([
      unchanged,
    ]);
  });

  it('lets go what failed its check and passes now, and holds it anew for another reason', () => {
    const faulty = known({ state: 'held', heldBecause: 'check-failed', cause: 'KP-P02' });

    expect(planIntake([comes('A')], faulty).answers).toEqual([replacing('accepted')]);
    expect(planIntake([comes('A', problem)], faulty).answers).toEqual([replacing('held')]);
  });

  it('leaves alone what fails its check for the same reason as before', () => {
    const faulty = known({ state: 'held', heldBecause: 'check-failed', cause: 'KP-P08' });

    expect(planIntake([comes('A', problem)], faulty)).toEqual({
      taken: [],
      withdrawn: [],
      answers: [{ id: 'old', recordKey: 'r', result: 'held', replaces: null }],
    });
  });

  it('holds what waits and says the same when a problem has turned up since', () => {
    expect(planIntake([comes('A', problem)], known({ state: 'accepted' })).answers).toEqual([
      replacing('held'),
    ]);
  });

  it('leaves what was turned down for its source, although a problem has turned up since', () => {
    expect(planIntake([comes('A', problem)], known({ state: 'rejected' })).answers).toEqual([unchanged]);
  });

  it('Kita 3: a corrected source takes the place of a record that was turned down', () => {
    expect(planIntake([comes('B')], known({ state: 'rejected' })).answers).toEqual([replacing('accepted')]);
  });

  it('Kita 34: a refill with the content of the newest export creates nothing', () => {
    expect(planIntake([comes('A')], known({ settled: 'A' }))).toEqual({
      taken: [],
      withdrawn: [],
      answers: [{ id: null, recordKey: 'r', result: 'unchanged', replaces: null }],
    });
  });

  it('Kita 34: a person may have the same content sent again', () => {
    expect(
      planIntake([comes('A', { evenIfUnchanged: true })], known({ settled: 'A' })).answers,
    ).toMatchObject([{ id: 'new', result: 'accepted' }]);
  });

  it.each<[string, Delivery['state']]>([
    ['waits', 'accepted'],
    ['was turned down', 'rejected'],
    ['was given up', 'failed'],
  ])('withdraws a change that %s when it is taken back', (_, state) => {
    expect(planIntake([comes('A')], known({ state, says: 'B', settled: 'A' }))).toEqual({
      taken: [],
      withdrawn: ['old'],
      answers: [{ id: null, recordKey: 'r', result: 'unchanged', replaces: 'old' }],
    });
  });

  it.each<[string, Known, object]>([
    ['is on its way', known({ state: 'sending', says: 'B', settled: 'A' }), behind],
    ['may have arrived', known({ state: 'uncertain', says: 'B', settled: 'A' }), behind],
    [
      'may have arrived and was replaced (Kita 47)',
      known({ state: 'accepted', says: 'C', settled: 'A', underway: true }),
      replacing('accepted'),
    ],
  ])('sends a change back that %s', (_, before, answer) => {
    expect(planIntake([comes('A')], before).answers).toEqual([answer]);
  });

  it('Kita 46: a change while the record is on its way waits behind it', () => {
    expect(planIntake([comes('B')], known({ state: 'sending' })).answers).toEqual([behind]);
  });
});
