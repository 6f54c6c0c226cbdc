import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How far a call has come; stored before each step, so that a dead worker leaves no doubt about it. */
export type CallPhase = 'prepared' | 'sending' | 'answered' | 'closed';

/** Work in the partner's own program that a call leaves behind. */
export type FollowUp = 'open' | 'done';

/** Which version of which credential a call was made with; identifies, reveals nothing. */
export interface CallCredential {
  readonly name: string;
  readonly version: number;
  readonly fingerprint256: string;
}

/** One exchange with a partner (Kita-Planer dossier 5.8). */
@Entity('protocol_call')
@Index('protocol_call_newest_idx', ['tenantId', 'connectionId', 'startedAt', 'id'])
@Index('protocol_call_run_idx', ['tenantId', 'runId', 'startedAt'], { where: 'run_id is not null' })
@Index('protocol_call_number_idx', ['tenantId', 'number'])
@Index('protocol_call_follow_up_idx', ['tenantId', 'connectionId', 'startedAt', 'id'], {
  where: `follow_up = 'open'`,
})
export class ProtocolCall {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @PrimaryColumn('timestamptz')
  startedAt!: Date;

  @Column('uuid')
  connectionId!: string;

  /** Ours, from the connection's number series; the partner knows the call by it. */
  @Column('text')
  number!: string;

  @Column('uuid', { nullable: true })
  runId!: string | null;

  @Column('text')
  trigger!: string;

  @Column('jsonb')
  actor!: { type: string; id: string; auth?: string };

  /** Scheme, host and path; never a query. */
  @Column('text')
  endpoint!: string;

  @Column('jsonb', { nullable: true })
  credential!: CallCredential | null;

  @Column('text')
  phase!: CallPhase;

  /** The interface's own word for what became of the call. */
  @Column('text', { name: 'class', nullable: true })
  outcomeClass!: string | null;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('smallint', { nullable: true })
  httpStatus!: number | null;

  @Column('integer', { default: 0 })
  sent!: number;

  @Column('integer', { default: 0 })
  succeeded!: number;

  @Column('integer', { default: 0 })
  refused!: number;

  @Column('integer', { default: 0 })
  unclear!: number;

  /** The partner's number of the call, e.g. the Datenquelle. */
  @Column('text', { nullable: true })
  partnerRef!: string | null;

  @Column('timestamptz', { nullable: true })
  partnerCompletedAt!: Date | null;

  /** Stable codes of what was odd about the answer. */
  @Column('jsonb', { nullable: true })
  warnings!: readonly string[] | null;

  @Column('bytea', { nullable: true })
  requestHash!: Buffer | null;

  /** The raw answer, sealed for the tenant. */
  @Column('bytea', { nullable: true })
  answer!: Buffer | null;

  @Column('integer', { nullable: true })
  durationMs!: number | null;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;

  @Column('text', { nullable: true })
  followUp!: FollowUp | null;

  @Column('timestamptz', { nullable: true })
  followUpDoneAt!: Date | null;

  @Column('jsonb', { nullable: true })
  followUpDoneBy!: { type: string; id: string } | null;
}
