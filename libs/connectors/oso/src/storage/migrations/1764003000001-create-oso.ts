import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOso1764003000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table oso_notice (
        tenant_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        subject_id uuid not null,
        key_mark bytea not null,
        koppelsleutel bytea not null,
        last_four text not null,
        bron_brin text not null,
        bron_point text not null,
        doel_brin text not null,
        doel_point text not null,
        sender text not null,
        received_at timestamptz not null default now(),
        dossier_state text not null default 'not-fetched',
        dossier_code text,
        dossier bytea,
        dossier_at timestamptz,
        constraint oso_notice_pkey primary key (tenant_id, id)
      );
      create unique index oso_notice_key_key on oso_notice (tenant_id, connection_id, key_mark);
      create index oso_notice_newest_idx on oso_notice (tenant_id, connection_id, id);
      create index oso_notice_subject_idx on oso_notice (tenant_id, subject_id);
      select protect_tenant_table('oso_notice');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table oso_notice');
  }
}
