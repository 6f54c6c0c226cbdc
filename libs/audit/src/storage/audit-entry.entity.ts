import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One link of the chain. `body` is the entry itself, canonical JSON; everything else can be told from it. */
@Entity('audit_entry')
@Index(['tenantId', 'storedAt'])
@Index(['tenantId', 'subject'], { where: 'subject IS NOT NULL' })
export class AuditEntry {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('text')
  readonly stream!: string;

  @PrimaryColumn('bigint')
  readonly seq!: string;

  @PrimaryColumn('text')
  readonly log!: string;

  @PrimaryColumn('timestamptz')
  readonly storedAt!: Date;

  @Column('text', { nullable: true })
  readonly subject!: string | null;

  @Column('text')
  readonly body!: string;

  @Column('bytea')
  readonly prev!: Buffer;

  @Column('bytea')
  readonly hash!: Buffer;
}
