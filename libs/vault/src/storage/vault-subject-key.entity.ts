import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { VaultTenantKey } from './vault-tenant-key.entity';

/** The key one person's payloads are sealed under (`subject`), or one of a tenant's own two (`tenant`, `index`). */
@Entity('vault_subject_key')
@Unique('vault_subject_key_external_key', ['tenantId', 'externalKey'])
@ForeignKey(() => VaultTenantKey, ['tenantId', 'tenantKeyId'], ['tenantId', 'id'], {
  name: 'vault_subject_key_tenant_key',
})
@Check('vault_subject_key_kind', `kind in ('subject', 'tenant', 'index')`)
@Index('vault_subject_key_own', ['tenantId', 'kind'], { unique: true, where: `kind <> 'subject'` })
@Index('vault_subject_key_tenant_id_tenant_key_id_idx', ['tenantId', 'tenantKeyId'])
export class VaultSubjectKey {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('uuid')
  readonly subjectId!: string;

  @Column('text')
  readonly kind!: 'subject' | 'tenant' | 'index';

  /** HMAC of what the source system calls this person. */
  @Column('bytea', { nullable: true })
  readonly externalKey!: Buffer | null;

  @Column('uuid')
  readonly tenantKeyId!: string;

  @Column('bytea')
  readonly wrappedKey!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt!: Date;
}
