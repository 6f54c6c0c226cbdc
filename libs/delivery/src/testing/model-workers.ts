import { maySend, type Lease } from '../lease';
import type { DeliveryEvent } from '../transition';
import type { Answer, ModelPartner } from './model-partner';
import type { ModelCall, ModelRow, ModelStore } from './model-store';
import { times, type Process, type World } from './world';

export interface Cast {
  readonly world: World;
  readonly store: ModelStore;
  readonly partner: ModelPartner;
}

/** Claims, puts the intent on record, sends, stores the answer, applies it; may die between any two. */
export function* worker(cast: Cast): Process {
  const { world, store } = cast;
  for (;;) {
    yield 10 + world.random.below(40);
    if (world.mistake === 'no-intent') {
      yield* sendBeforeCommit(cast);
      continue;
    }
    const lease = { claimedAt: world.now, lasts: times.lease };
    const call = store.claim(1 + world.random.below(3), new Date(world.now + times.lease));
    yield 0;
    if (call && store.begin(call)) yield* send(cast, call, lease);
  }
}

function* send(cast: Cast, call: ModelCall, lease: Lease): Process {
  const { world, store, partner } = cast;
  yield 0;
  if (!mayStillSend(cast, call, lease)) {
    for (const { id, fence } of call.rows) {
      store.apply(id, { type: 'not-sent', fence, code: 'LEASE_SHORT', retryAt: null });
    }
    return;
  }
  const until = world.now + times.attempt;
  const answers: Answer[] = [];
  partner.receive(call, (answer) => answers.push(answer));
  while (answers.length === 0 && world.now < until) yield 12;
  const events = meaningOf(cast, call, answers[0] ?? { type: 'silence' });
  yield 0;
  store.storeAnswer(call, events);
  yield 0;
  for (const [id, event] of events) store.apply(id, event);
}

function mayStillSend({ world, store }: Cast, call: ModelCall, lease: Lease): boolean {
  if (world.mistake === 'no-lease-check') return true;
  if (world.mistake === 'lease-of-the-row') {
    return call.rows.every(({ id }) => {
      const until = store.rows.get(id)?.leaseUntil;
      return until && until.getTime() - world.now > times.attempt;
    });
  }
  return maySend(lease, world.now, times.attempt);
}

function meaningOf({ world }: Cast, call: ModelCall, answer: Answer): Map<number, DeliveryEvent> {
  const retryAt = new Date(world.now + 20);
  const eventFor = ({ id, fence }: ModelCall['rows'][number]): DeliveryEvent => {
    switch (answer.type) {
      case 'unreachable':
        return { type: 'not-sent', fence, code: 'NOT_REACHABLE', retryAt };
      case 'refused':
        return { type: 'refused-call', fence, code: 'THROTTLED', retryAt };
      case 'silence':
        return world.mistake === 'timeout-retry'
          ? { type: 'not-sent', fence, code: 'TIMEOUT', retryAt }
          : { type: 'answered', fence, outcome: 'uncertain', code: 'TIMEOUT' };
      case 'answered': {
        const outcome = answer.results.get(id) ?? 'uncertain';
        return { type: 'answered', fence, outcome, code: null };
      }
    }
  };
  return new Map(call.rows.map((row) => [row.id, eventFor(row)]));
}

/** The mistake: the claim is not committed until the partner has answered. */
function* sendBeforeCommit({ world, store, partner }: Cast): Process {
  const rows = [...store.rows.values()].filter(({ state }) => state === 'accepted').slice(0, 1);
  if (rows.length === 0) return;
  const call: ModelCall = { id: -1, rows, phase: 'prepared', events: new Map() };
  partner.receive(call, () => undefined);
  yield times.attempt;
  store.claim(1, new Date(world.now + times.lease));
}

/** Ends claims that nobody answers for, and what is past its deadline. */
export function* reaper({ world, store }: Cast): Process {
  for (;;) {
    yield 20 + world.random.below(40);
    if (world.mistake === 'no-reaper') continue;
    for (const row of store.rows.values()) {
      store.apply(row.id, { type: 'deadline' });
      if (row.leaseUntil && row.leaseUntil <= world.date) store.apply(row.id, endOf({ world, store }, row));
    }
  }
}

/** What is on record about the call decides: its stored answer, or how far it got. */
function endOf({ world, store }: Pick<Cast, 'world' | 'store'>, row: ModelRow): DeliveryEvent {
  const call = [...store.calls.values()].find(({ rows }) =>
    rows.some(({ id, fence }) => id === row.id && fence === row.fence),
  );
  const stored = call?.phase === 'answered' ? call.events.get(row.id) : undefined;
  const sent = call?.phase !== 'prepared' && world.mistake !== 'reap-resend';
  return stored ?? { type: 'lease-expired', phase: sent ? 'sending' : 'prepared' };
}
