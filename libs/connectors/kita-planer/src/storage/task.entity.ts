import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Something a person has to look at in the Kita-Planer, e.g. a contract that was deleted in the source (D7). */
@Entity('kita_planer_task')
@Index('kita_planer_task_open_key', ['tenantId', 'connectionId', 'kind', 'recordKey'], {
  unique: true,
  where: 'done_at is null',
})
export class Task {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  connectionId!: string;

  @Column('text')
  kind!: 'check-contract';

  /** KIND_ID_EXTERN. */
  @Column('text')
  lane!: string;

  @Column('text')
  recordKey!: string;

  @Column('timestamptz')
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  doneAt!: Date | null;

  @Column('jsonb', { nullable: true })
  doneBy!: { type: string; id: string } | null;
}
