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
  ownCauses,
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
export {
  Deliveries,
  type CallPhase,
  type Claim,
  type Expired,
  type PhaseOf,
  type Several,
} from './deliveries';
export type { Applied, DeliveryNews, Skipped } from './decide-all';
export type { DeliveryHead } from './storage/fields';
export type { News } from './storage/open-work';
export {
  DeliveryLists,
  type DeliveryCursor,
  type DeliveryFilter,
  type DeliveryPage,
  type OpenCount,
} from './delivery-lists';
export { DeliveryModule, deliveryStorage } from './delivery.module';
export type {
  Accepted,
  DeliveryRecord,
  ListedDelivery,
  NewRecord,
  Notice,
  PartnerRefs,
} from './delivery-record';
export { DuplicateRecordKey } from './duplicate-record-key';
