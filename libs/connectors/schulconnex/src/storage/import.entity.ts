import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Resource } from '../domain/plan/attributes';

/** `withdrawn`: the service has it no more, or something newer took its place. */
export type ImportState = 'offered' | 'acknowledged' | 'rejected' | 'withdrawn';

/** Something the service knows and the school should take over. */
@Entity('schulconnex_import')
@Index('schulconnex_import_offered_key', ['tenantId', 'connectionId', 'kind', 'remoteId'], {
  unique: true,
  where: `state = 'offered'`,
})
@Index('schulconnex_import_state_idx', ['tenantId', 'connectionId', 'state', 'id'])
export class SourceImport {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  kind!: Resource;

  @Column('text')
  remoteId!: string;

  /** Of a record the school has already, or the key it gave when it acknowledged. */
  @Column('text', { nullable: true })
  key!: string | null;

  @Column('text')
  revision!: string;

  /** Sealed for the tenant; destroyed once it is settled. */
  @Column('bytea', { nullable: true })
  content!: Buffer | null;

  @Column('text', { default: 'offered' })
  state!: ImportState;

  /** Code of the source's reason, if it rejected. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('jsonb', { nullable: true })
  settledBy!: { type: string; id: string } | null;

  @Column('timestamptz', { default: () => 'now()' })
  offeredAt!: Date;

  @Column('timestamptz', { nullable: true })
  settledAt!: Date | null;
}
