import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that has been answered, so that its repetition gets the same answer. */
@Entity('idempotency_key')
@Check('idempotency_key_key_check', 'char_length(key) between 16 and 255')
@Check('idempotency_key_request_mark_check', 'octet_length(request_mark) between 16 and 64')
@Index(['tenantId', 'createdAt'])
export class IdempotencyKeyEntry {
  @PrimaryColumn('uuid')
  tenantId!: string;

  /** What the caller calls the request. */
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  route!: string;

  /** HMAC of the content: tells other content apart, and nothing about the content to a reader of the table. */
  @Column('bytea')
  requestMark!: Buffer;

  /** Null only inside the transaction that does the work. */
  @Column('smallint', { nullable: true })
  status!: number | null;

  @Column('jsonb', { nullable: true })
  answer!: unknown;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt!: Date;
}
