import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateActBatch1764000800001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table act_batch (
        tenant_id uuid not null,
        id uuid not null,
        connection_id uuid not null,
        connector text not null,
        action text not null constraint act_batch_action_check
          check (action in ('resend', 'resolve', 'confirm', 'reopen')),
        reason bytea not null,
        actor jsonb not null,
        state text not null default 'running' constraint act_batch_state_check
          check (state in ('running', 'waiting', 'done', 'cancelled', 'stopped')),
        total integer not null,
        created_at timestamptz not null default now(),
        ended_at timestamptz,
        constraint act_batch_pkey primary key (tenant_id, id)
      );
      select protect_tenant_table('act_batch');
      revoke update on act_batch from drehkreuz_app;
      grant update (state, ended_at) on act_batch to drehkreuz_app;

      create table act_batch_record (
        tenant_id uuid not null,
        batch_id uuid not null,
        position integer not null,
        record_id uuid not null,
        outcome text,
        decided_at timestamptz,
        constraint act_batch_record_pkey primary key (tenant_id, batch_id, position),
        constraint act_batch_record_batch_fkey foreign key (tenant_id, batch_id)
          references act_batch (tenant_id, id) on delete cascade
      );
      select protect_tenant_table('act_batch_record');
      revoke update on act_batch_record from drehkreuz_app;
      grant update (outcome, decided_at) on act_batch_record to drehkreuz_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table act_batch_record, act_batch');
  }
}
