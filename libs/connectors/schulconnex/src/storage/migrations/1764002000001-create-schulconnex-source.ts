import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSchulconnexSource1764002000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table schulconnex_snapshot (
        tenant_id uuid not null,
        connection_id uuid not null,
        id uuid not null,
        state text not null,
        upload_key text not null,
        mark bytea,
        people integer not null default 0,
        groups integer not null default 0,
        refused integer not null default 0,
        version bigint not null default 1,
        code text,
        findings jsonb not null default '[]',
        received_at timestamptz not null default now(),
        ended_at timestamptz,
        constraint schulconnex_snapshot_pkey primary key (tenant_id, connection_id, id)
      );
      create unique index schulconnex_snapshot_complete_key on schulconnex_snapshot (tenant_id, connection_id)
        where state = 'complete';
      create unique index schulconnex_snapshot_receiving_key on schulconnex_snapshot (tenant_id, connection_id)
        where state = 'receiving';
      create index schulconnex_snapshot_upload_idx on schulconnex_snapshot (tenant_id, connection_id, upload_key);
      select protect_tenant_table('schulconnex_snapshot');

      create table schulconnex_person (
        tenant_id uuid not null,
        connection_id uuid not null,
        snapshot_id uuid not null,
        key text not null,
        position integer,
        contexts text[] not null,
        content bytea not null,
        constraint schulconnex_person_pkey primary key (tenant_id, connection_id, snapshot_id, key)
      );
      select protect_tenant_table('schulconnex_person');

      create table schulconnex_group (
        tenant_id uuid not null,
        connection_id uuid not null,
        snapshot_id uuid not null,
        key text not null,
        position integer,
        memberships text[] not null,
        members text[] not null,
        refers_to text[] not null,
        content bytea not null,
        constraint schulconnex_group_pkey primary key (tenant_id, connection_id, snapshot_id, key)
      );
      select protect_tenant_table('schulconnex_group');

      create table schulconnex_link (
        tenant_id uuid not null,
        connection_id uuid not null,
        kind text not null,
        key text not null,
        remote_id text not null,
        revision text not null,
        created_by_us boolean not null,
        rule text not null,
        decision uuid,
        since timestamptz not null default now(),
        constraint schulconnex_link_pkey primary key (tenant_id, connection_id, kind, key)
      );
      create unique index schulconnex_link_remote_key
        on schulconnex_link (tenant_id, connection_id, kind, remote_id);
      select protect_tenant_table('schulconnex_link');

      create table schulconnex_import (
        tenant_id uuid not null,
        connection_id uuid not null,
        id uuid not null,
        kind text not null,
        remote_id text not null,
        key text,
        revision text not null,
        content bytea,
        state text not null default 'offered',
        reason text,
        settled_by jsonb,
        offered_at timestamptz not null default now(),
        settled_at timestamptz,
        constraint schulconnex_import_pkey primary key (tenant_id, connection_id, id)
      );
      create unique index schulconnex_import_offered_key
        on schulconnex_import (tenant_id, connection_id, kind, remote_id) where state = 'offered';
      create index schulconnex_import_state_idx on schulconnex_import (tenant_id, connection_id, state, id);
      select protect_tenant_table('schulconnex_import');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table schulconnex_import;
      drop table schulconnex_link;
      drop table schulconnex_group;
      drop table schulconnex_person;
      drop table schulconnex_snapshot;
    `);
  }
}
