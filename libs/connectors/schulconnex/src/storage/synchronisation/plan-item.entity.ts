import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Resource } from '../../domain/plan/attributes';
import type { Kept } from '../../domain/plan/changes';
import type { Operation, RecordRef, Standing } from '../../domain/plan/plan-item';
import type { StepResult } from '../../domain/plan/report';
import type { Part } from '../../domain/steps';

/** What a plan says about a record beyond what lists are filtered by. No personal data. */
export interface PlanFacts {
  readonly case?: number;
  readonly parent?: RecordRef;
  readonly kept?: readonly Kept[];
  readonly likeness?: number;
  readonly candidates?: readonly string[];
  readonly obstacles?: readonly string[];
  readonly after?: string;
}

/** What became of a planned step, beyond the word for it. */
export interface ResultFacts {
  readonly code?: string;
  readonly title?: string;
  readonly because?: string;
  readonly attributes?: readonly string[];
}

/** One planned step, whether somebody confirmed it, and what became of it: plan and log of writing in one row. */
@Entity('schulconnex_plan_item')
@Index('schulconnex_plan_item_standing_idx', [
  'tenantId',
  'connectionId',
  'synchronisationId',
  'standing',
  'nr',
])
export class StoredPlanItem {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('uuid')
  synchronisationId!: string;

  /** The order of the plan; lists are paged by it. */
  @PrimaryColumn('integer')
  nr!: number;

  @Column('text')
  part!: Part;

  /** Of the domain's item: the same for the same record in every plan. */
  @Column('text')
  item!: string;

  @Column('text')
  resource!: Resource;

  @Column('text')
  operation!: Operation;

  @Column('text')
  standing!: Standing;

  @Column('text')
  because!: string;

  @Column('text', { nullable: true })
  key!: string | null;

  @Column('text', { nullable: true })
  remoteId!: string | null;

  @Column('text', { nullable: true })
  revision!: string | null;

  @Column('jsonb')
  facts!: PlanFacts;

  /** Attribute by attribute old value, new value, owner and reason; sealed. */
  @Column('bytea', { nullable: true })
  changes!: Buffer | null;

  /** Stored before the first byte leaves: from then on it may have arrived. */
  @Column('timestamptz', { nullable: true })
  intentAt!: Date | null;

  @Column('text', { nullable: true })
  result!: StepResult['result'] | null;

  @Column('jsonb', { nullable: true })
  resultFacts!: ResultFacts | null;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;
}
