import type { DeliveryState } from '@gateway/delivery';

/** How a Terugkoppeling fares, in the words of its users (dossier 2.6). */
export const feedbackStates = [
  'NIEUW',
  'VERZONDEN',
  'BEVESTIGD',
  'AFGEWEZEN',
  'MISLUKT',
  'ONZEKER',
  'AFGESLOTEN',
] as const;

export type FeedbackState = (typeof feedbackStates)[number];

const ofState: Readonly<Record<DeliveryState, FeedbackState>> = {
  accepted: 'NIEUW',
  held: 'NIEUW',
  sending: 'VERZONDEN',
  delivered: 'BEVESTIGD',
  rejected: 'AFGEWEZEN',
  failed: 'MISLUKT',
  uncertain: 'ONZEKER',
  resolved: 'AFGESLOTEN',
  superseded: 'AFGESLOTEN',
};

export const stateOf = (state: DeliveryState): FeedbackState => ofState[state];

export const statesOf = (wanted: FeedbackState): DeliveryState[] =>
  (Object.keys(ofState) as DeliveryState[]).filter((state) => ofState[state] === wanted);
