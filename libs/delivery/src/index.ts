export { balance, type Balance, type DeliveryCounts } from './balance';
export {
  actionsFor,
  archiveReasonOf,
  deliveryStates,
  holdReasons,
  isArchived,
  isFinal,
  isOpen,
  newDelivery,
  waitsFor,
  type ArchiveReason,
  type BusinessOutcome,
  type Delivery,
  type DeliveryState,
  type HoldReason,
  type PersonAction,
  type TransportOutcome,
} from './delivery';
export { maySend, type Lease } from './lease';
export { transition, type DeliveryEvent, type Refusal, type Transition } from './transition';
