import { deliveryStates, isOpen, type DeliveryState } from './delivery';

/** What came in, counted when it came in, and where everything is now. */
export interface DeliveryCounts {
  readonly accepted: number;
  readonly states: Readonly<Record<DeliveryState, number>>;
}

export interface Balance {
  readonly accepted: number;
  readonly delivered: number;
  readonly rejected: number;
  readonly failed: number;
  readonly resolved: number;
  readonly superseded: number;
  readonly open: number;
  /** Accepted less everything else: above zero, records are missing; below, there are too many. */
  readonly difference: number;
}

/** accepted = delivered + rejected + failed + resolved + superseded + open (promise D12). */
export function balance({ accepted, states }: DeliveryCounts): Balance {
  const sum = (counted: readonly DeliveryState[]): number =>
    counted.reduce((total, state) => total + states[state], 0);
  const { delivered, rejected, failed, resolved, superseded } = states;
  return {
    accepted,
    delivered,
    rejected,
    failed,
    resolved,
    superseded,
    open: sum(deliveryStates.filter(isOpen)),
    difference: accepted - sum(deliveryStates),
  };
}
