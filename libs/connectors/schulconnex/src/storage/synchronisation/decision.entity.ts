import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Answer } from '../../domain/answers';

/** What a person answered about a record or a pair of records; remembered, so that nobody is asked twice. */
@Entity('schulconnex_decision')
export class Decision {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('text')
  resource!: 'person' | 'group';

  /** The source's key; empty where only the service knows the record. */
  @PrimaryColumn('text')
  key!: string;

  /** The service's id; empty where only the source knows the record. */
  @PrimaryColumn('text')
  remoteId!: string;

  @Column('text')
  answer!: Answer['answer'];

  /** The service's revision when it was answered. */
  @Column('text')
  revision!: string;

  /** Last day, and days until deletion, of what has ended. */
  @Column('jsonb')
  terms!: { readonly endsOn?: string; readonly deleteAfterDays?: number };

  @Column('jsonb')
  actor!: { type: string; id: string; auth?: string };

  /** Who agreed, where it takes two. */
  @Column('jsonb', { nullable: true })
  secondActor!: { type: string; id: string; auth?: string } | null;

  @Column('timestamptz', { default: () => 'now()' })
  decidedAt!: Date;
}
