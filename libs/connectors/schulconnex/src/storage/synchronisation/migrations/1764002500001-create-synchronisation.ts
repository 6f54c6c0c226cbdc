import type { MigrationInterface, QueryRunner } from 'typeorm';

const SYNCHRONISATION = `
  create table schulconnex_synchronisation (
    tenant_id uuid not null,
    connection_id uuid not null,
    id uuid not null,
    state text not null,
    dry_run boolean not null,
    unattended boolean not null,
    school_year boolean not null,
    selection jsonb not null,
    actor jsonb not null,
    plan integer not null default 0,
    warnings jsonb not null default '[]',
    facts jsonb not null default '{}',
    counts jsonb not null default '{}',
    report jsonb,
    code text,
    holder uuid,
    lease_until timestamptz,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    constraint schulconnex_synchronisation_pkey primary key (tenant_id, connection_id, id)
  );
  create unique index schulconnex_synchronisation_active_key
    on schulconnex_synchronisation (tenant_id, connection_id) where ended_at is null;
  select protect_tenant_table('schulconnex_synchronisation');
`;

const PLAN_ITEM = `
  create table schulconnex_plan_item (
    tenant_id uuid not null,
    connection_id uuid not null,
    synchronisation_id uuid not null,
    nr integer not null,
    part text not null,
    item text not null,
    resource text not null,
    operation text not null,
    standing text not null,
    because text not null,
    key text,
    remote_id text,
    revision text,
    facts jsonb not null,
    changes bytea,
    intent_at timestamptz,
    result text,
    result_facts jsonb,
    settled_at timestamptz,
    constraint schulconnex_plan_item_pkey primary key (tenant_id, connection_id, synchronisation_id, nr)
  );
  create index schulconnex_plan_item_standing_idx
    on schulconnex_plan_item (tenant_id, connection_id, synchronisation_id, standing, nr);
  select protect_tenant_table('schulconnex_plan_item');
`;

const DECISION = `
  create table schulconnex_decision (
    tenant_id uuid not null,
    connection_id uuid not null,
    resource text not null,
    key text not null,
    remote_id text not null,
    answer text not null,
    revision text not null,
    terms jsonb not null,
    actor jsonb not null,
    second_actor jsonb,
    decided_at timestamptz not null default now(),
    constraint schulconnex_decision_pkey primary key (tenant_id, connection_id, resource, key, remote_id)
  );
  select protect_tenant_table('schulconnex_decision');
`;

export class CreateSynchronisation1764002500001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const part of [SYNCHRONISATION, PLAN_ITEM, DECISION]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table schulconnex_decision;
      drop table schulconnex_plan_item;
      drop table schulconnex_synchronisation;
    `);
  }
}
