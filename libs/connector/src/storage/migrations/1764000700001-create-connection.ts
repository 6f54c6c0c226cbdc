import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateConnection1764000700001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table connection (
        tenant_id uuid not null,
        id uuid not null,
        connector text not null,
        name text not null,
        settings jsonb not null,
        active boolean not null default false,
        paused_because text,
        version integer not null default 1,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now(),
        constraint connection_pkey primary key (tenant_id, id)
      );
      create unique index connection_name_key on connection (tenant_id, name);
      select protect_tenant_table('connection');

      create table connection_run (
        tenant_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        kind text not null,
        trigger text not null,
        actor jsonb not null,
        state text not null,
        lease_until timestamptz not null,
        counts jsonb not null default '{}',
        code text,
        started_at timestamptz not null default now(),
        ended_at timestamptz,
        constraint connection_run_pkey primary key (tenant_id, id)
      );
      create unique index connection_run_running_key on connection_run (tenant_id, connection_id, kind)
        where state = 'running';
      create index connection_run_newest_idx on connection_run (tenant_id, connection_id, id);
      select protect_tenant_table('connection_run');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table connection_run;
      drop table connection;
    `);
  }
}
