import { Column, PrimaryColumn } from 'typeorm';
import type { BusinessOutcome, Delivery, DeliveryState, HoldReason, TransportOutcome } from '../delivery';
import type { DeliveryRecord } from '../delivery-record';

/** What the open work and the archive have in common. */
export abstract class DeliveryColumns implements DeliveryRecord, Delivery {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('uuid')
  readonly connectionId!: string;

  @Column('text')
  readonly recordKey!: string;

  @Column('text')
  readonly lane!: string;

  @Column('text')
  readonly sortKey!: string;

  @Column('uuid', { nullable: true })
  readonly subjectId!: string | null;

  @Column('text', { nullable: true })
  readonly number!: string | null;

  @Column('jsonb')
  readonly refs!: DeliveryRecord['refs'];

  @Column('bytea')
  readonly payload!: Buffer;

  @Column('bytea')
  readonly payloadHash!: Buffer;

  @Column('jsonb')
  readonly notices!: DeliveryRecord['notices'];

  @Column('bytea', { nullable: true })
  readonly message!: Buffer | null;

  @Column('text')
  readonly trigger!: string;

  @Column('text')
  readonly actor!: string;

  @Column('uuid', { nullable: true })
  readonly runId!: string | null;

  @Column('uuid', { nullable: true })
  readonly callId!: string | null;

  @Column('timestamptz')
  readonly acceptedAt!: Date;

  @Column('timestamptz')
  readonly updatedAt!: Date;

  @Column('text')
  readonly state!: DeliveryState;

  @Column('text', { nullable: true })
  readonly heldBecause!: HoldReason | null;

  @Column('integer')
  readonly fence!: number;

  @Column('timestamptz', { nullable: true })
  readonly leaseUntil!: Date | null;

  @Column('integer')
  readonly attempts!: number;

  @Column('integer', { default: 0 })
  readonly crashes!: number;

  @Column('timestamptz', { nullable: true })
  readonly nextAttemptAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly deadlineAt!: Date | null;

  @Column('text', { nullable: true })
  readonly cause!: string | null;

  @Column('text', { nullable: true })
  readonly transportOutcome!: TransportOutcome | null;

  @Column('text', { nullable: true })
  readonly businessOutcome!: BusinessOutcome | null;

  @Column('timestamptz', { nullable: true })
  readonly replacedSince!: Date | null;

  @Column('uuid', { nullable: true })
  readonly supersededBy!: string | null;

  @Column('text', { nullable: true })
  readonly decidedBy!: string | null;

  @Column('text', { nullable: true })
  readonly reason!: string | null;
}
