import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Passwords for certificate files that somebody has tried in vain since the last that was right. */
@Entity('certificate_try')
export class CertificateTry {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('uuid')
  readonly connectionId!: string;

  /** Type and id, e.g. `key/…`. */
  @PrimaryColumn('text')
  readonly actor!: string;

  @Column('integer')
  readonly failures!: number;

  @Column('timestamptz')
  readonly lastAt!: Date;
}
