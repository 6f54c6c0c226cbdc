import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Resource } from '../domain/plan/attributes';

/** This record of the school is that record of the service. */
@Entity('schulconnex_link')
@Index('schulconnex_link_remote_key', ['tenantId', 'connectionId', 'kind', 'remoteId'], { unique: true })
export class RecordLink {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('text')
  kind!: Resource;

  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  remoteId!: string;

  /** The newest we know. */
  @Column('text')
  revision!: string;

  @Column('boolean')
  createdByUs!: boolean;

  /** Which rule joined them. */
  @Column('text')
  rule!: string;

  /** Which decision of a person did, if one did. */
  @Column('uuid', { nullable: true })
  decision!: string | null;

  @Column('timestamptz', { default: () => 'now()' })
  since!: Date;
}
