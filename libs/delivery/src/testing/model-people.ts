import { actionsFor, type Delivery, type PersonAction } from '../delivery';
import type { ModelRow, ModelStore, Submission } from './model-store';
import type { Cast } from './model-workers';
import { times, type Process, type World } from './world';

/** Sends every version until it is acknowledged, one version of a record after the other. */
export function* client(cast: Cast, submissions: readonly Submission[], acknowledged: Set<string>): Process {
  const { world, store } = cast;
  for (const submission of submissions) {
    yield world.random.below(120);
    while (!acknowledged.has(submission.key)) {
      const attempt = { answered: false };
      world.start(() => handle(world, store, submission, attempt));
      yield 30;
      if (attempt.answered) acknowledged.add(submission.key);
    }
  }
}

/** One request at the gateway. It may die before the record is stored, or before the answer leaves. */
function* handle(
  world: World,
  store: ModelStore,
  submission: Submission,
  attempt: { answered: boolean },
): Process {
  const dies = (): boolean => !world.calm && world.random.chance(0.1);
  yield world.random.below(5);
  if (world.mistake === 'ack-first') attempt.answered = true;
  if (dies()) return;
  store.accept(submission);
  yield 0;
  if (dies()) return;
  attempt.answered = true;
}

/** Looks at the partner once nothing can arrive there any more, and decides by what is to be seen. */
export function* patientOperator(cast: Cast): Process {
  const { world, store } = cast;
  const by = 'patient';
  for (;;) {
    yield 20 + world.random.below(40);
    for (const row of [...store.rows.values()]) {
      if (row.state === 'uncertain') settleDoubt(cast, row);
      else if (row.state === 'held' && row.heldBecause) {
        store.apply(row.id, { type: 'release', because: row.heldBecause, deadlineAt: null });
      } else if (row.state === 'rejected' && world.random.chance(0.5)) {
        store.apply(row.id, { type: 'resolve', by, reason: 'typed by hand' });
      } else if (row.state === 'rejected' || row.state === 'failed') {
        store.apply(row.id, { type: 'resend', by, deadlineAt: null });
      }
    }
  }
}

function settleDoubt({ world, store, partner }: Cast, row: ModelRow): void {
  const hasty = world.mistake === 'hasty-operator';
  if (world.now - row.changedAt < times.quiet && !hasty) return;
  if (partner.knows(row.submission)) {
    store.apply(row.id, { type: 'confirm', by: 'patient', note: 'seen there' });
  } else store.apply(row.id, { type: 'resend', by: 'patient', deadlineAt: null });
}

/** Clicks on anything at any time. What that may break is at their own, recorded, risk; nothing else. */
export function* impatientOperator({ world, store, partner }: Cast): Process {
  const { random } = world;
  while (!world.calm) {
    yield 40 + random.below(200);
    if (store.rows.size === 0) continue;
    const row = random.pick([...store.rows.values()]);
    const action = random.pick(['confirm', 'resend', 'resolve', 'reopen', 'hold'] as const);
    if (action === 'confirm' && !partner.knows(row.submission)) continue;
    const done = click(store, row, action);
    if (done && action !== 'hold' && !actionsFor(row).includes(action)) {
      world.violated(`${action} was carried out on a record that is ${row.state}`);
    }
  }
}

function click(store: ModelStore, row: ModelRow, action: PersonAction | 'hold'): boolean {
  const by = 'impatient';
  const risky = row.state === 'uncertain' || (row.state === 'resolved' && mayHaveArrived(row));
  const atOwnRisk = (): void => {
    if (risky) store.atOwnRisk.add(row.submission.recordKey).add(row.submission.lane);
  };
  switch (action) {
    case 'confirm':
      return store.apply(row.id, { type: 'confirm', by, note: 'it is there' });
    case 'resend':
      atOwnRisk();
      return store.apply(row.id, { type: 'resend', by, deadlineAt: null });
    case 'resolve':
      atOwnRisk();
      return store.apply(row.id, { type: 'resolve', by, reason: 'not needed' });
    case 'reopen':
      atOwnRisk();
      return store.reopen(row.id, by);
    case 'hold':
      return store.apply(row.id, { type: 'hold', because: 'paused', code: null });
  }
}

const mayHaveArrived = ({ transportOutcome }: Delivery): boolean => transportOutcome === 'unclear';
