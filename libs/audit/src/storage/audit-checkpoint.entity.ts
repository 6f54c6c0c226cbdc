import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { HeadTuple } from '../sealing/checkpoint-note';

/** A signed note, the heads that changed since the one before, and what was pruned with it. */
@Entity('audit_checkpoint')
export class AuditCheckpoint {
  @PrimaryColumn('bigint')
  readonly number!: string;

  @Column('text')
  readonly note!: string;

  @Column('jsonb')
  readonly heads!: HeadTuple[];

  @Column('jsonb')
  readonly pruned!: HeadTuple[];

  @Column('timestamptz', { default: () => 'now()' })
  readonly sealedAt!: Date;
}
