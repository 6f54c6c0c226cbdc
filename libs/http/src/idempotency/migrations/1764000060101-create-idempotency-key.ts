import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateIdempotencyKey1764000060101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency_key (
        tenant_id uuid not null,
        key text not null check (char_length(key) between 16 and 255),
        route text not null,
        request_mark bytea not null check (octet_length(request_mark) between 16 and 64),
        status smallint,
        answer jsonb,
        created_at timestamptz not null default now(),
        constraint idempotency_key_pkey primary key (tenant_id, key)
      );
      create index idempotency_key_tenant_id_created_at_idx on idempotency_key (tenant_id, created_at);
      select protect_tenant_table('idempotency_key');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table idempotency_key');
  }
}
