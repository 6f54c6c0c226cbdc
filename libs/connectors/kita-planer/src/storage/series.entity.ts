import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a number series has come (Nummernserie, chapter 4.2). */
@Entity('kita_planer_series')
export class Series {
  @PrimaryColumn('uuid')
  tenantId!: string;

  @PrimaryColumn('uuid')
  connectionId!: string;

  @PrimaryColumn('text')
  name!: string;

  /** The newest number given out. */
  @Column('bigint')
  used!: string;
}
