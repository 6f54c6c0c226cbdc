import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateKitaPlaner1764001000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table kita_planer_series (
        tenant_id uuid not null,
        connection_id uuid not null,
        name text not null,
        used bigint not null,
        constraint kita_planer_series_pkey primary key (tenant_id, connection_id, name)
      );
      select protect_tenant_table('kita_planer_series');

      create table kita_planer_source (
        tenant_id uuid not null,
        connection_id uuid not null,
        child_number text not null,
        subject_id uuid not null,
        content bytea not null,
        record_keys text[] not null,
        updated_at timestamptz not null,
        constraint kita_planer_source_pkey primary key (tenant_id, connection_id, child_number)
      );
      create index kita_planer_source_subject_idx on kita_planer_source (tenant_id, subject_id);
      select protect_tenant_table('kita_planer_source');

      create table kita_planer_task (
        tenant_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        kind text not null,
        lane text not null,
        record_key text not null,
        created_at timestamptz not null,
        done_at timestamptz,
        done_by jsonb,
        constraint kita_planer_task_pkey primary key (tenant_id, id)
      );
      create unique index kita_planer_task_open_key on kita_planer_task (tenant_id, connection_id, kind, record_key)
        where done_at is null;
      select protect_tenant_table('kita_planer_task');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table kita_planer_task;
      drop table kita_planer_source;
      drop table kita_planer_series;
    `);
  }
}
