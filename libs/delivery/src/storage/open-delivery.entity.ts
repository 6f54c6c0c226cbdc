import { Check, Entity, Index } from 'typeorm';
import { DeliveryColumns } from './delivery-columns';

/** A record on its way, or waiting for somebody. Small and hot: what is settled leaves at once. */
@Entity('delivery')
@Check('delivery_state_check', `state in ('accepted', 'held', 'sending', 'rejected', 'uncertain', 'failed')`)
@Check(
  'delivery_held_because_check',
  `(state = 'held') = (held_because is not null)
   and held_because in ('check-failed', 'crashed', 'decision', 'earlier-record', 'paused')`,
)
@Check('delivery_lease_until_check', `(state = 'sending') = (lease_until is not null)`)
@Check('delivery_replaced_since_check', `replaced_since is null or state in ('sending', 'uncertain')`)
@Index('delivery_live_key', ['tenantId', 'connectionId', 'recordKey'], {
  unique: true,
  where: 'replaced_since is null',
})
@Index('delivery_state_idx', ['tenantId', 'connectionId', 'state', 'id'])
@Index('delivery_lane_idx', ['tenantId', 'connectionId', 'lane', 'sortKey', 'id'], {
  where: `state = 'accepted'`,
})
@Index('delivery_busy_lane_idx', ['tenantId', 'connectionId', 'lane'], {
  where: `state in ('sending', 'uncertain')`,
})
@Index('delivery_waiting_lane_idx', ['tenantId', 'connectionId', 'lane', 'sortKey', 'id'], {
  where: `state = 'accepted' and next_attempt_at is not null`,
})
@Index('delivery_lease_until_idx', ['tenantId', 'leaseUntil'], { where: `state = 'sending'` })
@Index('delivery_deadline_at_idx', ['tenantId', 'deadlineAt'], { where: `state = 'accepted'` })
@Index('delivery_cause_idx', ['tenantId', 'connectionId', 'cause', 'id'], { where: 'cause is not null' })
@Index('delivery_subject_id_idx', ['tenantId', 'subjectId'])
export class OpenDelivery extends DeliveryColumns {}
