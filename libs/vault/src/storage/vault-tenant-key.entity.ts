import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A tenant's key under one key-encryption key. */
@Entity('vault_tenant_key')
@Unique('vault_tenant_key_kek', ['tenantId', 'kekId'])
export class VaultTenantKey {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('uuid')
  readonly id!: string;

  @Column('text')
  readonly kekId!: string;

  @Column('bytea')
  readonly wrapped!: Buffer;

  @Column('timestamptz', { default: () => 'now()' })
  readonly createdAt!: Date;
}
