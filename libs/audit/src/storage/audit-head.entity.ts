import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How long a stream is and the hash it ends with. */
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('text')
  readonly stream!: string;

  @Column('bigint')
  readonly size!: string;

  @Column('bytea')
  readonly head!: Buffer;

  @Column('timestamptz')
  readonly storedAt!: Date;
}
