import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One person of a snapshot with their contexts. */
@Entity('schulconnex_person')
export class SourcePerson {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('uuid')
  snapshotId!: string;

  @PrimaryColumn('text')
  key!: string;

  /** In the upload, from 0; null if it came from elsewhere. */
  @Column('integer', { nullable: true })
  position!: number | null;

  /** Keys of the contexts. */
  @Column('text', { array: true })
  contexts!: string[];

  /** Sealed for the tenant. */
  @Column('bytea')
  content!: Buffer;
}

/** One group of a snapshot with its memberships. */
@Entity('schulconnex_group')
export class SourceGroup {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('uuid')
  snapshotId!: string;

  @PrimaryColumn('text')
  key!: string;

  /** In the upload, from 0; null if it came from elsewhere. */
  @Column('integer', { nullable: true })
  position!: number | null;

  /** Keys of the memberships. */
  @Column('text', { array: true })
  memberships!: string[];

  /** Keys of the contexts that are members, in the order of the memberships. */
  @Column('text', { array: true })
  members!: string[];

  /** Keys of the groups it refers to. */
  @Column('text', { array: true })
  refersTo!: string[];

  /** Sealed for the tenant. */
  @Column('bytea')
  content!: Buffer;
}
