import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ActBatch } from './act-batch.entity';

/** One record of a batch, in the order of the batch: oldest first. */
@Entity('act_batch_record')
export class ActBatchRecord {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  batchId!: string;

  @PrimaryColumn('integer')
  position!: number;

  @Column('uuid')
  recordId!: string;

  /** `done`, or why it was skipped; null as long as its turn has not come. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  @Column('timestamptz', { nullable: true })
  decidedAt!: Date | null;

  @ManyToOne(() => ActBatch, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'tenant_id',
      referencedColumnName: 'tenantId',
      foreignKeyConstraintName: 'act_batch_record_batch_fkey',
    },
    { name: 'batch_id', referencedColumnName: 'id', foreignKeyConstraintName: 'act_batch_record_batch_fkey' },
  ])
  batch?: ActBatch;
}
