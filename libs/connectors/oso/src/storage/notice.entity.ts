import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** How far the dossier of a Notificatie was fetched. */
export type DossierState = 'not-fetched' | 'fetched' | 'refused' | 'failed';

/** A Notificatie a school has sent us: the Koppelsleutel to one dossier, sealed, and between which points it is valid. */
@Entity('oso_notice')
@Index('oso_notice_key_key', ['tenantId', 'connectionId', 'keyMark'], { unique: true })
@Index('oso_notice_newest_idx', ['tenantId', 'connectionId', 'id'])
@Index('oso_notice_subject_idx', ['tenantId', 'subjectId'])
export class Notice {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid')
  connectionId!: string;

  /** The pupil behind the dossier, known to us by nothing but the Koppelsleutel. */
  @Column('uuid')
  subjectId!: string;

  /** Keyed digest of the Koppelsleutel, to find the Notificatie by it. */
  @Column('bytea')
  keyMark!: Buffer;

  /** Sealed for the subject. */
  @Column('bytea')
  koppelsleutel!: Buffer;

  @Column('text')
  lastFour!: string;

  @Column('text')
  bronBrin!: string;

  @Column('text')
  bronPoint!: string;

  @Column('text')
  doelBrin!: string;

  @Column('text')
  doelPoint!: string;

  /** Organisation number of the certificate it came with. */
  @Column('text')
  sender!: string;

  @Column('timestamptz', { default: () => 'now()' })
  receivedAt!: Date;

  @Column('text', { default: 'not-fetched' })
  dossierState!: DossierState;

  @Column('text', { nullable: true })
  dossierCode!: string | null;

  /** As the school sent it, sealed for the subject. */
  @Column('bytea', { nullable: true })
  dossier!: Buffer | null;

  @Column('timestamptz', { nullable: true })
  dossierAt!: Date | null;
}
