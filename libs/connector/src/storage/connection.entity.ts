import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One tenant's use of one connector, as an administrator has set it up. */
@Entity('connection')
@Index('connection_name_key', ['tenantId', 'name'], { unique: true })
export class Connection {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  connector!: string;

  @Column('text')
  name!: string;

  @Column('jsonb')
  settings!: Record<string, unknown>;

  /** Off: records are collected, nothing is sent. */
  @Column('boolean', { default: false })
  active!: boolean;

  /** A stable code while something must be put right first, e.g. `KP-Z11`. */
  @Column('text', { nullable: true })
  pausedBecause!: string | null;

  /** Goes up with every change; the ETag of the set-up. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => 'now()' })
  updatedAt!: Date;
}
