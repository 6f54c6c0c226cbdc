import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateBreakGlass1764000600004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table break_glass (
        tenant_id uuid not null,
        id uuid not null,
        user_id uuid not null,
        reason text not null check (char_length(reason) between 10 and 500),
        ticket text check (char_length(ticket) between 1 and 100),
        opened_at timestamptz not null default now(),
        ends_at timestamptz not null,
        ended_at timestamptz,
        constraint break_glass_pkey primary key (tenant_id, id),
        constraint break_glass_length_check check (ends_at <= opened_at + interval '60 minutes')
      );
      create index break_glass_user on break_glass (tenant_id, user_id, ends_at);
      select protect_tenant_table('break_glass');
      create policy break_glass_own on break_glass for select using (user_id = current_person());
      revoke update, delete on break_glass from drehkreuz_app;
      grant update (ended_at) on break_glass to drehkreuz_app;

      create table approval (
        tenant_id uuid not null,
        id uuid not null,
        act text not null,
        subject jsonb not null,
        reason text not null check (char_length(reason) between 10 and 500),
        state text not null default 'open' check (state in ('open', 'done', 'declined')),
        requested_by uuid not null,
        requested_at timestamptz not null default now(),
        ends_at timestamptz not null,
        decided_by uuid,
        decided_at timestamptz,
        constraint approval_pkey primary key (tenant_id, id),
        constraint approval_two_persons_check check (state <> 'done' or decided_by <> requested_by)
      );
      select protect_tenant_table('approval');
      revoke update, delete on approval from drehkreuz_app;
      grant update (state, decided_by, decided_at) on approval to drehkreuz_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table approval, break_glass');
  }
}
