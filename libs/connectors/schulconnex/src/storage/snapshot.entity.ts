import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Finding } from '../domain/check-snapshot';

/** Where an upload of the whole school stands. Of a connection at most one is complete: the one that counts. */
export type SnapshotState = 'receiving' | 'complete' | 'refused' | 'superseded';

/** One upload of everything a school has. Its records are in `schulconnex_person` and `schulconnex_group`. */
@Entity('schulconnex_snapshot')
@Index('schulconnex_snapshot_complete_key', ['tenantId', 'connectionId'], {
  unique: true,
  where: `state = 'complete'`,
})
@Index('schulconnex_snapshot_receiving_key', ['tenantId', 'connectionId'], {
  unique: true,
  where: `state = 'receiving'`,
})
@Index('schulconnex_snapshot_upload_idx', ['tenantId', 'connectionId', 'uploadKey'])
export class SourceSnapshot {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  state!: SnapshotState;

  /** The caller's Idempotency-Key. */
  @Column('text')
  uploadKey!: string;

  /** Keyed digest of the content. */
  @Column('bytea', { nullable: true })
  mark!: Buffer | null;

  @Column('integer', { default: 0 })
  people!: number;

  @Column('integer', { default: 0 })
  groups!: number;

  /** Records left as they were before, because something is wrong with them. */
  @Column('integer', { default: 0 })
  refused!: number;

  /** Grows with every change after the upload. */
  @Column('bigint', { default: 1 })
  version!: string;

  @Column('text', { nullable: true })
  code!: string | null;

  /** Places and codes, no values. */
  @Column('jsonb', { default: [] })
  findings!: Finding[];

  @Column('timestamptz', { default: () => 'now()' })
  receivedAt!: Date;

  @Column('timestamptz', { nullable: true })
  endedAt!: Date | null;
}
