import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateProtocol1764000500001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table protocol_call (
        tenant_id uuid not null,
        id uuid not null,
        started_at timestamptz not null,
        connection_id uuid not null,
        number text not null,
        run_id uuid,
        trigger text not null,
        actor jsonb not null,
        endpoint text not null,
        credential jsonb,
        phase text not null,
        class text,
        code text,
        http_status smallint,
        sent integer not null default 0,
        succeeded integer not null default 0,
        refused integer not null default 0,
        unclear integer not null default 0,
        partner_ref text,
        partner_completed_at timestamptz,
        warnings jsonb,
        request_hash bytea,
        answer bytea,
        duration_ms integer,
        ended_at timestamptz,
        follow_up text,
        follow_up_done_at timestamptz,
        follow_up_done_by jsonb,
        constraint protocol_call_pkey primary key (tenant_id, id, started_at)
      ) partition by range (started_at);
      create index protocol_call_newest_idx on protocol_call (tenant_id, connection_id, started_at, id);
      create index protocol_call_run_idx on protocol_call (tenant_id, run_id, started_at) where run_id is not null;
      create index protocol_call_number_idx on protocol_call (tenant_id, number);
      create index protocol_call_follow_up_idx on protocol_call (tenant_id, connection_id, started_at, id)
        where follow_up = 'open';
      select protect_tenant_table('protocol_call');
      select ensure_month_partitions('protocol_call', 2);

      create table protocol_entry (
        tenant_id uuid not null,
        id uuid not null,
        at timestamptz not null,
        connection_id uuid not null,
        call_id uuid not null,
        record_id uuid not null,
        record_number text not null,
        subject_id uuid not null,
        lane text not null,
        place text,
        outcome text not null,
        code text,
        message bytea,
        notices jsonb,
        constraint protocol_entry_pkey primary key (tenant_id, id, at)
      ) partition by range (at);
      create index protocol_entry_newest_idx on protocol_entry (tenant_id, connection_id, at, id);
      create index protocol_entry_outcome_idx on protocol_entry (tenant_id, connection_id, outcome, at, id);
      create index protocol_entry_code_idx on protocol_entry (tenant_id, connection_id, code, at, id) where code is not null;
      create index protocol_entry_lane_idx on protocol_entry (tenant_id, lane, at, id);
      create index protocol_entry_call_idx on protocol_entry (tenant_id, call_id, id);
      create index protocol_entry_record_idx on protocol_entry (tenant_id, record_id, at);
      create index protocol_entry_subject_idx on protocol_entry (tenant_id, subject_id, at, id);
      select protect_tenant_table('protocol_entry');
      select ensure_month_partitions('protocol_entry', 2);

      -- Who may be meant by a name: keyed hashes of the parts of a name, one row per part and subject.
      create table subject_name (
        tenant_id uuid not null,
        token bytea not null,
        subject_id uuid not null,
        constraint subject_name_pkey primary key (tenant_id, token, subject_id)
      );
      create index subject_name_subject_idx on subject_name (tenant_id, subject_id);
      select protect_tenant_table('subject_name');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table subject_name;
      drop table protocol_entry;
      drop table protocol_call;
    `);
  }
}
