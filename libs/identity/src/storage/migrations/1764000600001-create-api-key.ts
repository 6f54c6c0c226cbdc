import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateApiKey1764000600001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table api_key (
        tenant_id uuid not null,
        id uuid not null,
        name text not null check (char_length(name) between 1 and 100),
        secret_hash bytea not null check (octet_length(secret_hash) = 32),
        scopes text[] not null check (cardinality(scopes) between 1 and 50),
        created_by jsonb not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null,
        last_used_at timestamptz,
        revoked_at timestamptz,
        constraint api_key_pkey primary key (tenant_id, id)
      );
      select protect_tenant_table('api_key');
      revoke update, delete on api_key from drehkreuz_app;
      grant update (expires_at, last_used_at, revoked_at) on api_key to drehkreuz_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table api_key');
  }
}
