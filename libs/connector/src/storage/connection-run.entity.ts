import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Trigger } from '../run';

export type RunState = 'running' | 'done' | 'failed' | 'cancelled';

/** One execution on a connection. At most one of a kind runs at a time; its lease says until when it is believed alive. */
@Entity('connection_run')
@Index('connection_run_running_key', ['tenantId', 'connectionId', 'kind'], {
  unique: true,
  where: `state = 'running'`,
})
@Index('connection_run_newest_idx', ['tenantId', 'connectionId', 'id'])
export class ConnectionRun {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  connectionId!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  trigger!: Trigger;

  @Column('jsonb')
  actor!: { type: string; id: string; auth?: string };

  @Column('text')
  state!: RunState;

  @Column('timestamptz')
  leaseUntil!: Date;

  /** How many records, calls and failures so far; no personal data. */
  @Column('jsonb', { default: () => `'{}'` })
  counts!: Record<string, number>;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  startedAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
