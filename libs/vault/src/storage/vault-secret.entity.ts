import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { VaultTenantKey } from './vault-tenant-key.entity';

/** One version of a secret. Once retired, only what was said about it is left. */
@Entity('vault_secret')
@Unique('vault_secret_version', ['tenantId', 'connection', 'endpoint', 'purpose', 'name', 'version'])
@ForeignKey(() => VaultTenantKey, ['tenantId', 'tenantKeyId'], ['tenantId', 'id'], {
  name: 'vault_secret_tenant_key',
})
@Index('vault_secret_tenant_id_tenant_key_id_idx', ['tenantId', 'tenantKeyId'])
@Index('vault_secret_tenant_id_expires_at_idx', ['tenantId', 'expiresAt'], { where: 'retired_at is null' })
@Check(
  'vault_secret_retired_is_empty',
  `(retired_at is null and sealed is not null and wrapped_key is not null
    and tenant_key_id is not null and data_key_id is not null)
  or (retired_at is not null and sealed is null and wrapped_key is null and tenant_key_id is null)`,
)
@Check('vault_secret_lock_has_code', '(locked_at is null) = (lock_code is null)')
export class VaultSecret {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly connection!: string;

  @Column('text')
  readonly endpoint!: string;

  @Column('text')
  readonly purpose!: string;

  @Column('text')
  readonly name!: string;

  @Column('integer')
  readonly version!: number;

  /** Shown to people; nothing in it is secret. */
  @Column('jsonb')
  readonly description!: Record<string, string | number | boolean>;

  @Column('timestamptz')
  readonly validFrom!: Date;

  @Column('timestamptz', { nullable: true })
  readonly expiresAt!: Date | null;

  @Column('timestamptz', { nullable: true })
  readonly lockedAt!: Date | null;

  @Column('text', { nullable: true })
  readonly lockCode!: string | null;

  @Column('timestamptz', { nullable: true })
  readonly retiredAt!: Date | null;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt!: Date;

  @Column('uuid', { nullable: true })
  readonly dataKeyId!: string | null;

  @Column('uuid', { nullable: true })
  readonly tenantKeyId!: string | null;

  @Column('bytea', { nullable: true })
  readonly wrappedKey!: Buffer | null;

  @Column('bytea', { nullable: true })
  readonly sealed!: Buffer | null;

  /** Days of the latest expiry alarm somebody was told of. */
  @Column('integer', { nullable: true })
  readonly expiryTold!: number | null;
}
