import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The newest state of one cared-for child as the vendor's system sent it, sealed. */
@Entity('kita_planer_source')
@Index('kita_planer_source_subject_idx', ['tenantId', 'subjectId'])
export class Source {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  /** Betreuter-Nr. */
  @PrimaryColumn('text')
  childNumber!: string;

  @Column('uuid')
  subjectId!: string;

  @Column('bytea')
  content!: Buffer;

  /** The records it made; one that is missing next time has been withdrawn. */
  @Column('text', { array: true })
  recordKeys!: string[];

  @Column('timestamptz')
  updatedAt!: Date;
}
