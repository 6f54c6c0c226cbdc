import { CRASHES_TO_HOLD, type Delivery, type HoldReason, type OwnCause } from './delivery';

/** Who says so, and until when the gateway is to keep trying. */
interface SetGoing {
  readonly by: string;
  readonly deadlineAt: Date | null;
}

/** What became of the call the delivery was claimed for. */
interface OfClaim {
  readonly fence: number;
}

interface TryAgain extends OfClaim {
  readonly code: string;
  /** Not before; null leaves it to the connection's own pace. */
  readonly retryAt: Date | null;
}

interface Events {
  'check-failed': { readonly code: string };
  'check-passed': { readonly deadlineAt: Date | null };
  hold: { readonly because: Exclude<HoldReason, 'check-failed' | 'crashed'>; readonly code: string | null };
  release: { readonly because: HoldReason; readonly deadlineAt: Date | null };
  claim: { readonly leaseUntil: Date };
  /** The call is over. `uncertain` stands for every end that leaves open whether it was processed. */
  answered: OfClaim & {
    readonly outcome: 'delivered' | 'delivered-with-notice' | 'rejected' | 'uncertain';
    readonly code: string | null;
  };
  /** Not a byte of the request left us. */
  'not-sent': TryAgain;
  /** The partner turned the whole call away and has provably processed nothing of it. */
  'refused-call': TryAgain;
  /** Nobody answers for the claim any more. `phase` is how far its call is on record. */
  'lease-expired': { readonly phase: 'prepared' | 'sending' };
  reconciled: SetGoing & { readonly outcome: 'delivered' | 'not-processed' };
  confirm: { readonly by: string; readonly note: string };
  resend: SetGoing;
  resolve: { readonly by: string; readonly reason: string };
  reopen: SetGoing;
  /** A newer version was accepted (its id), or the source withdrew the record (null). */
  supersede: { readonly by: string | null };
  deadline: object;
}

type EventType = keyof Events;
type EventOf<T extends EventType> = { [K in T]: { readonly type: K } & Events[K] }[T];

/** What can happen to a delivery. */
export type DeliveryEvent = EventOf<EventType>;

/** Why an event changes nothing. Stable: people and machines read it. */
export type Refusal =
  | 'wrong-state'
  | 'held-for-another-reason'
  | 'not-due'
  | 'past-deadline'
  | 'before-deadline'
  | 'lease-over'
  | 'lease-running'
  | 'stale-fence'
  | 'nothing-new'
  | 'already-replaced'
  | 'replaced'
  | 'reason-required';

export type Transition<D extends Delivery = Delivery> =
  { readonly delivery: D } | { readonly refused: Refusal };

/**
 * The only way in which a delivery changes (states: see the table in the architecture notes).
 *
 * Never throws: an event that does not fit is refused with a stable reason and changes nothing, so
 * that a job that runs twice, a late answer and a double click are all harmless.
 */
export function transition<D extends Delivery>(delivery: D, event: DeliveryEvent, now: Date): Transition<D> {
  const change = decide(delivery, event, now);
  return typeof change === 'string' ? { refused: change } : { delivery: { ...delivery, ...change } };
}

type Change = Partial<Delivery> | Refusal;

function decide<T extends EventType>(delivery: Delivery, event: EventOf<T>, now: Date): Change {
  return rules[event.type](delivery, event, now);
}

const rules: { readonly [T in EventType]: (d: Delivery, event: EventOf<T>, now: Date) => Change } = {
  'check-failed': (d, { code }) =>
    d.state === 'accepted' || d.heldBecause === 'check-failed'
      ? { state: 'held', heldBecause: 'check-failed', cause: code }
      : 'wrong-state',

  'check-passed': (d, { deadlineAt }) => released(d, 'check-failed', deadlineAt),

  hold: (d, { because, code }) =>
    d.state === 'accepted' ? { state: 'held', heldBecause: because, cause: code } : 'wrong-state',

  release: (d, { because, deadlineAt }) => released(d, because, deadlineAt),

  claim: claimed,

  answered: (d, event) => ofClaim(d, event) ?? answered(d, event),

  'not-sent': (d, event, now) =>
    ofClaim(d, event) ?? { ...tryAgain(d, event, now), crashes: 0, transportOutcome: 'not-sent' },

  'refused-call': (d, event, now) =>
    ofClaim(d, event) ?? { ...tryAgain(d, event, now), crashes: 0, transportOutcome: 'refused' },

  'lease-expired': expired,

  reconciled: (d, { outcome, by, deadlineAt }) => {
    if (d.state !== 'uncertain') return 'wrong-state';
    return outcome === 'delivered'
      ? { state: 'delivered', businessOutcome: 'reconciled', cause: null, decidedBy: by }
      : { ...setGoing(d, by, deadlineAt), transportOutcome: 'not-sent' };
  },

  confirm: (d, { by, note }) => {
    if (d.state !== 'uncertain') return 'wrong-state';
    if (note.trim() === '') return 'reason-required';
    return {
      state: 'delivered',
      businessOutcome: 'confirmed',
      cause: null,
      decidedBy: by,
      reason: note,
    };
  },

  resend: (d, { by, deadlineAt }) => {
    if (d.heldBecause === 'crashed') return { ...setGoing(d, by, deadlineAt), heldBecause: null };
    return d.state === 'rejected' || d.state === 'uncertain' || d.state === 'failed'
      ? setGoing(d, by, deadlineAt)
      : 'wrong-state';
  },

  resolve: resolved,

  reopen: (d, { by, deadlineAt }) => {
    if (d.state !== 'resolved') return 'wrong-state';
    return d.replacedSince ? 'replaced' : { ...setGoing(d, by, deadlineAt), reason: null };
  },

  supersede: superseded,

  deadline: (d, _event, now) => {
    if (d.state !== 'accepted') return 'wrong-state';
    return isPast(d.deadlineAt, now) ? { state: 'failed', nextAttemptAt: null } : 'before-deadline';
  },
};

function released(d: Delivery, because: HoldReason, deadlineAt: Date | null): Change {
  if (d.state !== 'held') return 'wrong-state';
  if (d.heldBecause !== because) return 'held-for-another-reason';
  return { state: 'accepted', heldBecause: null, cause: null, crashes: 0, deadlineAt };
}

function claimed(d: Delivery, { leaseUntil }: EventOf<'claim'>, now: Date): Change {
  if (d.state !== 'accepted') return 'wrong-state';
  if (d.nextAttemptAt && d.nextAttemptAt > now) return 'not-due';
  if (isPast(d.deadlineAt, now)) return 'past-deadline';
  if (leaseUntil <= now) return 'lease-over';
  return {
    state: 'sending',
    fence: d.fence + 1,
    leaseUntil,
    attempts: d.attempts + 1,
    nextAttemptAt: null,
    cause: null,
    transportOutcome: null,
    businessOutcome: null,
  };
}

/**
 * Null if the news is about the latest claim. It stays news after the lease ran out, as long as
 * nobody has decided otherwise: an answer is better than the doubt.
 */
function ofClaim(d: Delivery, { fence }: OfClaim): Refusal | null {
  if (d.state !== 'sending' && d.state !== 'uncertain') return 'wrong-state';
  return d.fence === fence ? null : 'stale-fence';
}

function answered(d: Delivery, { outcome, code }: EventOf<'answered'>): Change {
  if (outcome === 'uncertain') return d.state === 'uncertain' ? 'nothing-new' : doubtful(code);
  const known = {
    leaseUntil: null,
    cause: code,
    transportOutcome: 'answered',
    businessOutcome: outcome,
  } as const;
  if (outcome !== 'rejected') return { ...known, state: 'delivered' };
  return { ...known, state: d.replacedSince ? 'superseded' : 'rejected' };
}

const doubtful = (code: string | null): Change => ({
  state: 'uncertain',
  leaseUntil: null,
  cause: code,
  transportOutcome: 'unclear',
});

/** Certainly not processed: it waits for its next turn, unless its time or its place is gone. */
function tryAgain(
  d: Delivery,
  { code, retryAt }: Pick<TryAgain, 'code' | 'retryAt'>,
  now: Date,
): Partial<Delivery> {
  const ended = { leaseUntil: null, nextAttemptAt: null, cause: code };
  if (d.replacedSince) return { ...ended, state: 'superseded' };
  if (isPast(d.deadlineAt, retryAt ?? now)) return { ...ended, state: 'failed' };
  return { ...ended, state: 'accepted', nextAttemptAt: retryAt };
}

const expiredLease: OwnCause = 'LEASE_EXPIRED';
const crashed: OwnCause = 'WORKER_CRASHED';

function expired(d: Delivery, { phase }: EventOf<'lease-expired'>, now: Date): Change {
  if (d.state !== 'sending') return 'wrong-state';
  if (!isPast(d.leaseUntil, now)) return 'lease-running';
  if (phase === 'sending') return doubtful(expiredLease);
  const again = {
    ...tryAgain(d, { code: expiredLease, retryAt: null }, now),
    crashes: d.crashes + 1,
    transportOutcome: 'not-sent',
  } as const;
  if (again.state !== 'accepted' || again.crashes < CRASHES_TO_HOLD) return again;
  return { ...again, state: 'held', heldBecause: 'crashed', cause: crashed };
}

/** By a person's or a reconciler's word. A newer version, where there is one, goes in its place. */
const setGoing = (d: Delivery, by: string, deadlineAt: Date | null): Partial<Delivery> => ({
  state: d.replacedSince ? 'superseded' : 'accepted',
  attempts: 0,
  crashes: 0,
  nextAttemptAt: null,
  deadlineAt,
  cause: null,
  transportOutcome: null,
  businessOutcome: null,
  decidedBy: by,
});

function resolved(d: Delivery, { by, reason }: EventOf<'resolve'>): Change {
  const settled = d.state === 'delivered' || d.state === 'resolved' || d.state === 'superseded';
  if (d.state === 'sending' || settled) return 'wrong-state';
  if (reason.trim() === '') return 'reason-required';
  return { state: 'resolved', heldBecause: null, nextAttemptAt: null, decidedBy: by, reason };
}

/** What may have left is not forgotten: its result is waited for (Kita-Planer 5.6, last paragraph). */
function superseded(d: Delivery, { by }: EventOf<'supersede'>, now: Date): Change {
  switch (d.state) {
    case 'accepted':
    case 'held':
    case 'rejected':
    case 'failed':
      return {
        state: 'superseded',
        heldBecause: null,
        nextAttemptAt: null,
        replacedSince: now,
        supersededBy: by,
      };
    case 'sending':
    case 'uncertain':
      return d.replacedSince ? 'already-replaced' : { replacedSince: now, supersededBy: by };
    case 'delivered':
    case 'resolved':
    case 'superseded':
      return 'wrong-state';
  }
}

const isPast = (moment: Date | null, now: Date): boolean => moment !== null && moment <= now;
