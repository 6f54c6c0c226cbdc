import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of one tenant's software. Its secret is nowhere: only a hash of it is kept. */
@Entity('api_key')
export class ApiKey {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  /** What an administrator calls it, e.g. the software that uses it. */
  @Column('text')
  name!: string;

  /** SHA-256 of 256 random bits. */
  @Column('bytea')
  secretHash!: Buffer;

  @Column('text', { array: true })
  scopes!: string[];

  /** Who made it. */
  @Column('jsonb')
  createdBy!: { type: string; id: string; auth?: string };

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { default: () => "now() + '1 year'::interval" })
  expiresAt!: Date;

  /** To the minute. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
