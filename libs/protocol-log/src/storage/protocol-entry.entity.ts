import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What the partner said about one record in one call: one row per record per call (dossier 5.8). */
@Entity('protocol_entry')
@Index('protocol_entry_newest_idx', ['tenantId', 'connectionId', 'at', 'id'])
@Index('protocol_entry_outcome_idx', ['tenantId', 'connectionId', 'outcome', 'at', 'id'])
@Index('protocol_entry_code_idx', ['tenantId', 'connectionId', 'code', 'at', 'id'], {
  where: 'code is not null',
})
@Index('protocol_entry_lane_idx', ['tenantId', 'lane', 'at', 'id'])
@Index('protocol_entry_call_idx', ['tenantId', 'callId', 'id'])
@Index('protocol_entry_record_idx', ['tenantId', 'recordId', 'at'])
@Index('protocol_entry_subject_idx', ['tenantId', 'subjectId', 'at', 'id'])
export class ProtocolEntry {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @PrimaryColumn('timestamptz')
  at!: Date;

  @Column('uuid')
  connectionId!: string;

  @Column('uuid')
  callId!: string;

  @Column('uuid')
  recordId!: string;

  @Column('text')
  recordNumber!: string;

  @Column('uuid')
  subjectId!: string;

  /** The partner's key of whom the record is about, e.g. KIND_ID_EXTERN. */
  @Column('text')
  lane!: string;

  /** The partner's key of the place, e.g. KITA_ID_EXTERN. */
  @Column('text', { nullable: true })
  place!: string | null;

  /** The interface's own word for the outcome, e.g. EXPORTIERT. */
  @Column('text')
  outcome!: string;

  @Column('text', { nullable: true })
  code!: string | null;

  /** The partner's words, sealed for the subject: they may repeat names. */
  @Column('bytea', { nullable: true })
  message!: Buffer | null;

  /** Codes and field names of the partner's notices; their texts are in the sealed message. */
  @Column('jsonb', { nullable: true })
  notices!: readonly { code: string | null; fields: readonly string[] }[] | null;
}
