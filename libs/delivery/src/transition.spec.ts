import {
  actionsFor,
  archiveReasonOf,
  deliveryStates,
  isArchived,
  isFinal,
  isSuspect,
  newDelivery,
  waitsFor,
  type Delivery,
  type DeliveryState,
} from './delivery';
import { transition, type DeliveryEvent } from './transition';

const now = new Date('2026-03-02T08:00:00Z');
const later = new Date('2026-03-02T08:05:00Z');
const earlier = new Date('2026-03-02T07:55:00Z');

const aDelivery = (given: Partial<Delivery> = {}): Delivery => ({
  ...newDelivery({ deadlineAt: null }),
  ...given,
});
const sent = (given: Partial<Delivery> = {}): Delivery =>
  aDelivery({ state: 'sending', fence: 3, attempts: 1, leaseUntil: later, ...given });
const after = (delivery: Delivery, event: DeliveryEvent, at = now): Partial<Delivery> | string => {
  const result = transition(delivery, event, at);
  return 'refused' in result ? result.refused : result.delivery;
};

const again = { by: 'person-1', deadlineAt: later };
const events: readonly DeliveryEvent[] = [
  { type: 'check-failed', code: 'FIELD_MISSING' },
  { type: 'check-passed', deadlineAt: null },
  { type: 'hold', because: 'paused', code: null },
  { type: 'release', because: 'paused', deadlineAt: null },
  { type: 'claim', leaseUntil: later },
  { type: 'answered', fence: 3, outcome: 'delivered', code: null },
  { type: 'answered', fence: 3, outcome: 'rejected', code: 'KP-201' },
  { type: 'answered', fence: 3, outcome: 'uncertain', code: 'NO_ANSWER' },
  { type: 'not-sent', fence: 3, code: 'NOT_REACHABLE', retryAt: null },
  { type: 'refused-call', fence: 3, code: 'THROTTLED', retryAt: null },
  { type: 'lease-expired', phase: 'prepared' },
  { type: 'lease-expired', phase: 'sending' },
  { type: 'reconciled', outcome: 'delivered', ...again },
  { type: 'reconciled', outcome: 'not-processed', ...again },
  { type: 'confirm', by: 'person-1', note: 'seen there' },
  { type: 'resend', ...again },
  { type: 'resolve', by: 'person-1', reason: 'typed by hand' },
  { type: 'reopen', ...again },
  { type: 'supersede', by: 'newer' },
  { type: 'deadline' },
];

describe('transition', () => {
  it('knows exactly these ways from state to state', () => {
    const ways = deliveryStates.map((state) => {
      const delivery = aDelivery({
        state,
        fence: 3,
        heldBecause: state === 'held' ? 'paused' : null,
        leaseUntil: state === 'sending' ? earlier : null,
        deadlineAt: state === 'accepted' ? earlier : null,
      });
      const reached = events.flatMap((event) => {
        const given = event.type === 'claim' ? { ...delivery, deadlineAt: null } : delivery;
        const result = transition(given, event, now);
        return 'delivery' in result && result.delivery.state !== state
          ? [`${event.type} > ${result.delivery.state}`]
          : [];
      });
      return [state, reached];
    });

    expect(Object.fromEntries(ways)).toEqual({
      accepted: [
        'check-failed > held',
        'hold > held',
        'claim > sending',
        'resolve > resolved',
        'supersede > superseded',
        'deadline > failed',
      ],
      held: ['release > accepted', 'resolve > resolved', 'supersede > superseded'],
      sending: [
        'answered > delivered',
        'answered > rejected',
        'answered > uncertain',
        'not-sent > accepted',
        'refused-call > accepted',
        'lease-expired > accepted',
        'lease-expired > uncertain',
      ],
      delivered: [],
      rejected: ['resend > accepted', 'resolve > resolved', 'supersede > superseded'],
      uncertain: [
        'answered > delivered',
        'answered > rejected',
        'not-sent > accepted',
        'refused-call > accepted',
        'reconciled > delivered',
        'reconciled > accepted',
        'confirm > delivered',
        'resend > accepted',
        'resolve > resolved',
      ],
      failed: ['resend > accepted', 'resolve > resolved', 'supersede > superseded'],
      resolved: ['reopen > accepted'],
      superseded: [],
    });
  });

  it('counts the claim and forgets the previous call', () => {
    const tired = aDelivery({ fence: 3, attempts: 1, cause: 'THROTTLED', transportOutcome: 'refused' });

    expect(after(tired, { type: 'claim', leaseUntil: later })).toEqual({
      ...tired,
      state: 'sending',
      fence: 4,
      attempts: 2,
      leaseUntil: later,
      cause: null,
      transportOutcome: null,
    });
  });

  it.each([
    ['not-due', { nextAttemptAt: later }, later],
    ['past-deadline', { deadlineAt: now }, later],
    ['lease-over', {}, now],
    ['wrong-state', { state: 'held', heldBecause: 'decision' }, later],
  ] as const)('refuses a claim: %s', (refusal, given, leaseUntil) => {
    expect(after(aDelivery(given), { type: 'claim', leaseUntil })).toBe(refusal);
  });

  it('keeps the two outcomes apart', () => {
    const delivered = after(sent(), {
      type: 'answered',
      fence: 3,
      outcome: 'delivered-with-notice',
      code: null,
    });
    const unclear = after(sent(), { type: 'answered', fence: 3, outcome: 'uncertain', code: 'CUT_ANSWER' });

    expect(delivered).toMatchObject({
      transportOutcome: 'answered',
      businessOutcome: 'delivered-with-notice',
    });
    expect(unclear).toMatchObject({
      transportOutcome: 'unclear',
      businessOutcome: null,
      cause: 'CUT_ANSWER',
    });
  });

  it('does not believe an answer to an earlier claim', () => {
    expect(after(sent(), { type: 'answered', fence: 2, outcome: 'rejected', code: 'KP-201' })).toBe(
      'stale-fence',
    );
    expect(after(sent(), { type: 'not-sent', fence: 2, code: 'NOT_REACHABLE', retryAt: null })).toBe(
      'stale-fence',
    );
  });

  it('believes a late answer while nobody has decided otherwise', () => {
    const doubtful = sent({ state: 'uncertain', leaseUntil: null });
    const answer: DeliveryEvent = { type: 'answered', fence: 3, outcome: 'delivered', code: null };

    expect(after(doubtful, answer)).toMatchObject({ state: 'delivered', businessOutcome: 'delivered' });
    expect(after({ ...doubtful, state: 'accepted' }, answer)).toBe('wrong-state');
    expect(after(doubtful, { ...answer, outcome: 'uncertain' })).toBe('nothing-new');
  });

  it('waits as long as it was told to, but gives up at the deadline', () => {
    const throttled: DeliveryEvent = { type: 'refused-call', fence: 3, code: 'THROTTLED', retryAt: later };

    expect(after(sent(), throttled)).toMatchObject({
      state: 'accepted',
      nextAttemptAt: later,
      transportOutcome: 'refused',
    });
    expect(after(sent({ deadlineAt: later }), throttled)).toMatchObject({
      state: 'failed',
      nextAttemptAt: null,
      cause: 'THROTTLED',
    });
  });

  it('leaves a running lease alone', () => {
    expect(after(sent(), { type: 'lease-expired', phase: 'prepared' })).toBe('lease-running');
    expect(after(sent(), { type: 'lease-expired', phase: 'sending' }, later)).toMatchObject({
      state: 'uncertain',
      cause: 'LEASE_EXPIRED',
      transportOutcome: 'unclear',
    });
  });

  describe('of a record workers die with', () => {
    const dies = (d: Delivery): Delivery => {
      const claimed = after(d, { type: 'claim', leaseUntil: later }) as Delivery;
      return after(claimed, { type: 'lease-expired', phase: 'prepared' }, later) as Delivery;
    };
    const twice = dies(dies(aDelivery()));

    it('sets it aside for a person after the third, alone in its call since the second', () => {
      expect(isSuspect(dies(aDelivery()))).toBe(false);
      expect(twice).toMatchObject({ state: 'accepted', crashes: 2, cause: 'LEASE_EXPIRED' });
      expect(isSuspect(twice)).toBe(true);
      const held = dies(twice);
      expect(held).toMatchObject({
        ...{ state: 'held', heldBecause: 'crashed', cause: 'WORKER_CRASHED', leaseUntil: null },
        transportOutcome: 'not-sent',
      });
      expect([waitsFor(held), actionsFor(held)]).toEqual(['person', ['resend', 'resolve']]);
    });

    it('counts only deaths in a row, and from the start when a person sends it again', () => {
      const claimed = after(twice, { type: 'claim', leaseUntil: later }) as Delivery;
      const unreachable = { type: 'not-sent', fence: claimed.fence, code: 'X', retryAt: null } as const;
      expect(after(claimed, unreachable)).toMatchObject({ state: 'accepted', crashes: 0 });
      expect(after(dies(twice), { type: 'resend', ...again })).toMatchObject({
        ...{ state: 'accepted', heldBecause: null, cause: null, crashes: 0, decidedBy: 'person-1' },
      });
      expect(after(dies(twice), { type: 'check-passed', deadlineAt: null })).toBe('held-for-another-reason');
    });

    it('lets it go where a newer version has taken its place', () => {
      const claimed = after(twice, { type: 'claim', leaseUntil: later }) as Delivery;
      const replaced = after(claimed, { type: 'supersede', by: 'newer' }) as Delivery;
      expect(after(replaced, { type: 'lease-expired', phase: 'prepared' }, later)).toMatchObject({
        state: 'superseded',
      });
    });
  });

  it.each(['sending', 'uncertain'] as const)('remembers a newer version while the old one is %s', (state) => {
    expect(after(sent({ state }), { type: 'supersede', by: 'newer' })).toMatchObject({
      state,
      replacedSince: now,
      supersededBy: 'newer',
    });
    expect(after(sent({ state, replacedSince: now }), { type: 'supersede', by: 'newest' })).toBe(
      'already-replaced',
    );
  });

  it.each([
    ['delivered', { type: 'answered', fence: 3, outcome: 'delivered', code: null }],
    ['superseded', { type: 'answered', fence: 3, outcome: 'rejected', code: 'KP-201' }],
    ['superseded', { type: 'not-sent', fence: 3, code: 'NOT_REACHABLE', retryAt: null }],
    ['superseded', { type: 'refused-call', fence: 3, code: 'THROTTLED', retryAt: null }],
    ['uncertain', { type: 'answered', fence: 3, outcome: 'uncertain', code: null }],
  ] as const)('ends a replaced one as %s after the answer', (state, event) => {
    expect(after(sent({ replacedSince: earlier, supersededBy: 'newer' }), event)).toMatchObject({
      state,
      supersededBy: 'newer',
    });
  });

  it('sends the newer version instead of the one a person wanted to send again', () => {
    const replaced = sent({ state: 'uncertain', replacedSince: earlier });

    expect(after(replaced, { type: 'resend', ...again })).toMatchObject({
      state: 'superseded',
      decidedBy: 'person-1',
    });
  });

  it('starts afresh when a person sets it going', () => {
    const failed = aDelivery({ state: 'failed', attempts: 8, deadlineAt: earlier, cause: 'NOT_REACHABLE' });

    expect(after(failed, { type: 'resend', ...again })).toEqual({
      ...failed,
      state: 'accepted',
      attempts: 0,
      deadlineAt: later,
      cause: null,
      decidedBy: 'person-1',
    });
  });

  it('takes no decision without a reason', () => {
    const doubtful = sent({ state: 'uncertain' });

    expect(after(doubtful, { type: 'confirm', by: 'person-1', note: ' ' })).toBe('reason-required');
    expect(after(doubtful, { type: 'resolve', by: 'person-1', reason: '' })).toBe('reason-required');
  });

  it('releases only what was held for that reason', () => {
    const held = aDelivery({ state: 'held', heldBecause: 'decision' });

    expect(after(held, { type: 'release', because: 'paused', deadlineAt: null })).toBe(
      'held-for-another-reason',
    );
    expect(after(held, { type: 'check-passed', deadlineAt: null })).toBe('held-for-another-reason');
  });
});

describe('what a state means', () => {
  it('offers exactly the actions that would not be refused', () => {
    const possible = (delivery: Delivery) =>
      events.flatMap((event) => ('delivery' in transition(delivery, event, now) ? [event.type] : []));
    const deliveries = deliveryStates.flatMap((state: DeliveryState) => [
      aDelivery({ state, heldBecause: state === 'held' ? 'paused' : null }),
      aDelivery({ state, heldBecause: state === 'held' ? 'paused' : null, replacedSince: earlier }),
    ]);

    for (const delivery of deliveries) {
      const actions = possible(delivery).filter((type) =>
        ['confirm', 'resend', 'resolve', 'reopen'].includes(type),
      );
      expect([...actionsFor(delivery)].sort()).toEqual(actions.sort());
    }
  });

  it('leaves nothing open without somebody who acts next', () => {
    const idle = deliveryStates.filter((state) => waitsFor(aDelivery({ state })) === 'nobody');

    expect(idle).toEqual(deliveryStates.filter(isArchived));
  });

  it('archives what is final, and what a person closed', () => {
    expect(deliveryStates.filter(isFinal)).toEqual(['delivered', 'superseded']);
    expect(deliveryStates.filter(isArchived)).toEqual(['delivered', 'resolved', 'superseded']);
  });

  it.each([
    ['delivered-with-notice', { state: 'delivered', businessOutcome: 'delivered-with-notice' }],
    ['confirmed', { state: 'delivered', businessOutcome: 'confirmed' }],
    ['superseded', { state: 'superseded', businessOutcome: 'rejected' }],
    ['resolved', { state: 'resolved', businessOutcome: null }],
    [null, { state: 'rejected', businessOutcome: 'rejected' }],
  ] as const)('files it under %s', (reason, delivery) => {
    expect(archiveReasonOf(delivery)).toBe(reason);
  });
});
