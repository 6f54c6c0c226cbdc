import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Warning } from '../../domain/plan/guards';
import type { Report } from '../../domain/plan/report';
import type { SyncState } from '../../domain/steps';

/** What somebody chose in step 2; everybody if neither groups nor roles are named. */
export interface StoredSelection {
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
}

/** What a run found out on its way, and what it was told. No personal data. */
export interface SyncFacts {
  /** The service's id of our organisation. */
  readonly organisation?: string;
  /** The service lets us read only (405). */
  readonly readOnly?: boolean;
  /** The service does not offer groups (501). */
  readonly groupsNotOffered?: boolean;
  /** How many records the source had when the plan was made. */
  readonly sourcePeople?: number;
  readonly sourceGroups?: number;
  /** Codes of warnings somebody confirmed after having confirmed the plan. */
  readonly amountsConfirmed?: readonly string[];
  readonly confirmedBy?: readonly string[];
}

/** One synchronisation of a connection with its service; at most one is under way. */
@Entity('schulconnex_synchronisation')
@Index('schulconnex_synchronisation_active_key', ['tenantId', 'connectionId'], {
  unique: true,
  where: 'ended_at is null',
})
export class Synchronisation {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  state!: SyncState;

  @Column('boolean')
  dryRun!: boolean;

  /** Goes on by itself where a plan asks nothing and warns of nothing. */
  @Column('boolean')
  unattended!: boolean;

  /** Asks about every continued group, with the thresholds of a change of the school year. */
  @Column('boolean')
  schoolYear!: boolean;

  @Column('jsonb')
  selection!: StoredSelection;

  @Column('jsonb')
  actor!: { type: string; id: string; auth?: string };

  /** Of the plan in force; what is confirmed is this version and no other. */
  @Column('integer', { default: 0 })
  plan!: number;

  @Column('jsonb', { default: () => `'[]'` })
  warnings!: readonly Warning[];

  @Column('jsonb', { default: () => `'{}'` })
  facts!: SyncFacts;

  @Column('jsonb', { default: () => `'{}'` })
  counts!: Record<string, number>;

  @Column('jsonb', { nullable: true })
  report!: Report | null;

  @Column('text', { nullable: true })
  code!: string | null;

  /** Whose work this is at the moment; every change of a worker names it. */
  @Column('uuid', { nullable: true })
  holder!: string | null;

  @Column('timestamptz', { nullable: true })
  leaseUntil!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
