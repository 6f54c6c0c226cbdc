import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One customer of the vendor: a Träger, a school, a samenwerkingsverband. */
@Entity('tenant')
export class Tenant {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  name!: string;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
