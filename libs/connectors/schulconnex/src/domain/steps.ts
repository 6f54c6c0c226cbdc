/**
 * Where a synchronisation stands. The eleven steps of the specification (“Synchronisation mit dem primären
 * Quellsystem”), each a state that is stored, so that a run can be left and taken up at any of them; step 1
 * is the start itself.
 */
export const syncStates = [
  'choosing',
  'reading-people',
  'matching-people',
  'deciding-people',
  'writing-people',
  'importing-people',
  'reading-groups',
  'matching-groups',
  'deciding-groups',
  'writing-groups',
  'importing-groups',
  'reporting',
  'done',
  'failed',
  'cancelled',
] as const;

export type SyncState = (typeof syncStates)[number];

/** Which half of a synchronisation a plan belongs to. */
export type Part = 'people' | 'groups';

/** What moves a synchronisation on. */
export type SyncEvent =
  /** The step under way is finished. */
  | 'finished'
  /** Somebody chose what to synchronise. */
  | 'chosen'
  /** Somebody answered questions, and wants a plan that heeds the answers. */
  | 'replan'
  /** Somebody confirmed the plan. */
  | 'confirmed'
  /** The service does not offer groups (501). */
  | 'groups-not-offered'
  | 'fail'
  | 'cancel';

export interface SyncMode {
  /** Stops after the plan: asked for, or the service lets us read only (405). */
  readonly planOnly: boolean;
}

const AFTER: Readonly<Partial<Record<SyncState, SyncState>>> = {
  'reading-people': 'matching-people',
  'matching-people': 'deciding-people',
  'writing-people': 'importing-people',
  'importing-people': 'reading-groups',
  'reading-groups': 'matching-groups',
  'matching-groups': 'deciding-groups',
  'writing-groups': 'importing-groups',
  'importing-groups': 'reporting',
  reporting: 'done',
};

/** Who only plans decides, writes and imports nothing. */
const AFTER_PLANNING: Readonly<Partial<Record<SyncState, SyncState>>> = {
  'matching-people': 'reading-groups',
  'writing-people': 'reading-groups',
  'matching-groups': 'reporting',
  'writing-groups': 'reporting',
};

/** The state after an event; `undefined` if nothing of the kind may happen now. */
export const nextState = (state: SyncState, event: SyncEvent, mode: SyncMode): SyncState | undefined =>
  isOver(state) ? undefined : AFTER_EVENT[event](state, mode);

const AFTER_EVENT: Readonly<Record<SyncEvent, (state: SyncState, mode: SyncMode) => SyncState | undefined>> =
  {
    finished: (state, { planOnly }) => (planOnly ? AFTER_PLANNING[state] : undefined) ?? AFTER[state],
    chosen: (state) => (state === 'choosing' ? 'reading-people' : undefined),
    replan: (state) => (isDeciding(state) ? `reading-${partOf(state)}` : undefined),
    confirmed: (state) => (isDeciding(state) ? `writing-${partOf(state)}` : undefined),
    'groups-not-offered': (state) => (partOf(state) === 'groups' ? 'reporting' : undefined),
    fail: () => 'failed',
    cancel: () => 'cancelled',
  };

export const partOf = (state: SyncState): Part => (state.endsWith('-groups') ? 'groups' : 'people');

export const isOver = (state: SyncState): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled';

export const isDeciding = (state: SyncState): boolean => state.startsWith('deciding-');

/** Goes on only when a person has done something. */
export const isWaiting = (state: SyncState): boolean => state === 'choosing' || isDeciding(state);

/** What was read lives in memory alone: who died while matching reads anew. */
export const resumedAt = (state: SyncState): SyncState =>
  state.startsWith('matching-') ? `reading-${partOf(state)}` : state;

/** Which of the eleven steps this is. */
export const stepOf = (state: SyncState): number => STEPS[state];

const STEPS: Readonly<Record<SyncState, number>> = {
  choosing: 2,
  'reading-people': 3,
  'matching-people': 4,
  'deciding-people': 4,
  'writing-people': 5,
  'importing-people': 6,
  'reading-groups': 7,
  'matching-groups': 8,
  'deciding-groups': 8,
  'writing-groups': 9,
  'importing-groups': 10,
  reporting: 11,
  done: 11,
  failed: 11,
  cancelled: 11,
};
