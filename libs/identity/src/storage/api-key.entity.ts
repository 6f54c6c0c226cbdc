import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A key of one tenant's software. Its secret is nowhere: only a hash of it is kept. */
@Entity('api_key')
@Check('api_key_name_check', 'char_length(name) between 1 and 100')
@Check('api_key_secret_hash_check', 'octet_length(secret_hash) = 32')
@Check('api_key_scopes_check', 'cardinality(scopes) between 1 and 50')
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

  @Column('timestamptz')
  expiresAt!: Date;

  /** To the minute. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt!: Date | null;
}
