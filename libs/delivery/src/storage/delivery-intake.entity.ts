import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many records came in on one day (UTC), counted when they did: the left side of the balance. */
@Entity('delivery_intake')
export class DeliveryIntake {
  @PrimaryColumn('uuid')
  readonly tenantId!: string;

  @PrimaryColumn('uuid')
  readonly connectionId!: string;

  @PrimaryColumn('date')
  readonly day!: string;

  @Column('integer')
  readonly accepted!: number;
}
