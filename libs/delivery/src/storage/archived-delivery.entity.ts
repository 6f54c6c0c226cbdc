import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ArchiveReason } from '../delivery';
import { DeliveryColumns } from './delivery-columns';

/** A record nobody waits for any more. Partitioned by the month of `archivedAt`. */
@Entity('delivery_archive')
@Check('delivery_archive_state_check', `state in ('delivered', 'resolved', 'superseded')`)
@Index('delivery_archive_archived_at_idx', ['tenantId', 'archivedAt', 'id'])
@Index('delivery_archive_record_key_idx', ['tenantId', 'connectionId', 'recordKey', 'archivedAt'])
@Index('delivery_archive_accepted_at_idx', ['tenantId', 'acceptedAt', 'connectionId', 'state'])
@Index('delivery_archive_subject_id_idx', ['tenantId', 'subjectId'])
export class ArchivedDelivery extends DeliveryColumns {
  @PrimaryColumn('timestamptz')
  readonly archivedAt!: Date;

  @Column('text')
  readonly archiveReason!: ArchiveReason;
}
