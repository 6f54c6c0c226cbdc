/** The states of one delivery. The same for every connector, which gives them its users' words. */
export const deliveryStates = [
  'accepted',
  'held',
  'sending',
  'delivered',
  'rejected',
  'uncertain',
  'failed',
  'resolved',
  'superseded',
] as const;

export type DeliveryState = (typeof deliveryStates)[number];

/** The codes of the gateway's own that a record can carry; all others come from the connector or the partner. */
export const ownCauses = ['LEASE_EXPIRED', 'WORKER_CRASHED'] as const;

export type OwnCause = (typeof ownCauses)[number];

/** Why a record waits although nothing is wrong with the partner. */
export const holdReasons = ['check-failed', 'crashed', 'decision', 'earlier-record', 'paused'] as const;

export type HoldReason = (typeof holdReasons)[number];

/** How far the last call got: never left us, was turned away unread, was answered, or nobody knows. */
export type TransportOutcome = 'not-sent' | 'refused' | 'answered' | 'unclear';

/** What is known about the record itself, and from whom: the partner, a person, a reconciler. */
export type BusinessOutcome = 'delivered' | 'delivered-with-notice' | 'rejected' | 'confirmed' | 'reconciled';

/**
 * What decides the fate of one record on its way to a partner.
 *
 * Only `transition` makes a new one from an old one.
 */
export interface Delivery {
  readonly state: DeliveryState;
  readonly heldBecause: HoldReason | null;
  /** Counts the claims. An answer counts only for the claim it belongs to. */
  readonly fence: number;
  /** Until when the claim is the worker's; afterwards anybody may end it. */
  readonly leaseUntil: Date | null;
  /** Claims since the record was last set going by a person or the source. */
  readonly attempts: number;
  /** Workers in a row that died while they prepared a call with it. */
  readonly crashes: number;
  /** Not to be claimed before; null means at once. */
  readonly nextAttemptAt: Date | null;
  /** When to give up, if it is certain by then that nothing was sent; null means never. */
  readonly deadlineAt: Date | null;
  /** Stable code of what stands in the way or went wrong last. */
  readonly cause: string | null;
  readonly transportOutcome: TransportOutcome | null;
  readonly businessOutcome: BusinessOutcome | null;
  /** Since when a newer version waits for this one's result. */
  readonly replacedSince: Date | null;
  /** The record that took this one's place; null also where the source withdrew it. */
  readonly supersededBy: string | null;
  /** Who took the last decision about it. */
  readonly decidedBy: string | null;
  /** What that person gave as the reason. */
  readonly reason: string | null;
}

/** Why a delivery is no longer among the open work. */
export type ArchiveReason = Exclude<BusinessOutcome, 'rejected'> | 'resolved' | 'superseded';

/** What a person may do with a delivery. */
export type PersonAction = 'confirm' | 'resend' | 'resolve' | 'reopen';

/** A record just taken over, ready to be claimed; or held, if something is known to be wrong. */
export const newDelivery = (given: {
  readonly deadlineAt: Date | null;
  readonly held?: { readonly because: HoldReason; readonly cause: string | null } | undefined;
}): Delivery => ({
  state: given.held ? 'held' : 'accepted',
  heldBecause: given.held?.because ?? null,
  fence: 0,
  leaseUntil: null,
  attempts: 0,
  crashes: 0,
  nextAttemptAt: null,
  deadlineAt: given.deadlineAt,
  cause: given.held?.cause ?? null,
  transportOutcome: null,
  businessOutcome: null,
  replacedSince: null,
  supersededBy: null,
  decidedBy: null,
  reason: null,
});

interface Facts {
  /** Nothing is ever done again. */
  readonly final: boolean;
  /** Leaves the open work. */
  readonly archived: boolean;
  /** Counts as open in the balance. */
  readonly open: boolean;
  readonly actions: readonly PersonAction[];
}

const facts: Readonly<Record<DeliveryState, Facts>> = {
  accepted: { final: false, archived: false, open: true, actions: ['resolve'] },
  held: { final: false, archived: false, open: true, actions: ['resolve'] },
  sending: { final: false, archived: false, open: true, actions: [] },
  delivered: { final: true, archived: true, open: false, actions: [] },
  rejected: { final: false, archived: false, open: false, actions: ['resend', 'resolve'] },
  uncertain: {
    final: false,
    archived: false,
    open: true,
    actions: ['confirm', 'resend', 'resolve'],
  },
  failed: { final: false, archived: false, open: false, actions: ['resend', 'resolve'] },
  resolved: { final: false, archived: true, open: false, actions: ['reopen'] },
  superseded: { final: true, archived: true, open: false, actions: [] },
};

export const isFinal = (state: DeliveryState): boolean => facts[state].final;

export const isArchived = (state: DeliveryState): boolean => facts[state].archived;

export const isOpen = (state: DeliveryState): boolean => facts[state].open;

/** What a person may do now. A version that was replaced is never set going again. */
export const actionsFor = ({
  state,
  heldBecause,
  replacedSince,
}: Pick<Delivery, 'state' | 'heldBecause' | 'replacedSince'>): readonly PersonAction[] =>
  heldBecause === 'crashed'
    ? ['resend', 'resolve']
    : facts[state].actions.filter((action) => action !== 'reopen' || replacedSince === null);

/** So many workers dying with one record are no accident: it waits for a person, and all others go on. */
export const CRASHES_TO_HOLD = 3;

/** Whether its next call has to be without others, to find out which record of a call it was. */
export const isSuspect = ({ crashes }: Pick<Delivery, 'crashes'>): boolean => crashes >= CRASHES_TO_HOLD - 1;

/** Who has to act next. Nobody only where the delivery is archived. */
export function waitsFor(delivery: Pick<Delivery, 'state' | 'heldBecause'>): 'gateway' | 'person' | 'nobody' {
  switch (delivery.state) {
    case 'accepted':
    case 'sending':
      return 'gateway';
    case 'held':
      return delivery.heldBecause === 'earlier-record' ? 'gateway' : 'person';
    case 'rejected':
    case 'uncertain':
    case 'failed':
      return 'person';
    case 'delivered':
    case 'resolved':
    case 'superseded':
      return 'nobody';
  }
}

/** Null while the delivery is among the open work. */
export function archiveReasonOf(delivery: Pick<Delivery, 'state' | 'businessOutcome'>): ArchiveReason | null {
  if (delivery.state === 'resolved' || delivery.state === 'superseded') return delivery.state;
  if (delivery.state !== 'delivered') return null;
  return delivery.businessOutcome === 'rejected' ? null : delivery.businessOutcome;
}
