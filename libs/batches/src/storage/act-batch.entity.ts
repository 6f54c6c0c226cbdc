import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** An act on many records, as somebody asked for it. */
@Entity('act_batch')
@Check('act_batch_action_check', "action in ('resend', 'resolve', 'confirm', 'reopen')")
@Check('act_batch_state_check', "state in ('running', 'waiting', 'done', 'cancelled', 'stopped')")
export class ActBatch {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  connectionId!: string;

  @Column('text')
  connector!: string;

  @Column('text')
  action!: 'resend' | 'resolve' | 'confirm' | 'reopen';

  /** Sealed: what a person writes may name people. */
  @Column('bytea')
  reason!: Buffer;

  /** Who asked. */
  @Column('jsonb')
  actor!: { type: string; id: string; auth?: string };

  /** `waiting`: for what the partner says about the first few. */
  @Column('text', { default: 'running' })
  state!: 'running' | 'waiting' | 'done' | 'cancelled' | 'stopped';

  @Column('integer')
  total!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
