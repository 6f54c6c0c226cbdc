import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateVault1764000100001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of [TENANT_KEY, SECRET, SUBJECT_KEY]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table vault_subject_key, vault_secret, vault_tenant_key');
  }
}

const TENANT_KEY = `
  create table vault_tenant_key (
    tenant_id  uuid not null,
    id         uuid not null,
    kek_id     text not null,
    wrapped    bytea not null,
    created_at timestamptz not null default now(),
    constraint vault_tenant_key_pkey primary key (tenant_id, id),
    constraint vault_tenant_key_kek unique (tenant_id, kek_id)
  );
  select protect_tenant_table('vault_tenant_key');
`;

const SECRET = `
  create table vault_secret (
    tenant_id     uuid not null,
    id            uuid not null,
    connection    text not null,
    endpoint      text not null,
    purpose       text not null,
    name          text not null,
    version       integer not null,
    description   jsonb not null,
    valid_from    timestamptz not null,
    expires_at    timestamptz,
    locked_at     timestamptz,
    lock_code     text,
    retired_at    timestamptz,
    created_at    timestamptz not null default now(),
    data_key_id   uuid,
    tenant_key_id uuid,
    wrapped_key   bytea,
    sealed        bytea,
    constraint vault_secret_pkey primary key (tenant_id, id),
    constraint vault_secret_version unique (tenant_id, connection, endpoint, purpose, name, version),
    constraint vault_secret_tenant_key foreign key (tenant_id, tenant_key_id)
      references vault_tenant_key (tenant_id, id),
    constraint vault_secret_retired_is_empty check (
      (retired_at is null and sealed is not null and wrapped_key is not null
        and tenant_key_id is not null and data_key_id is not null)
      or (retired_at is not null and sealed is null and wrapped_key is null and tenant_key_id is null)
    ),
    constraint vault_secret_lock_has_code check ((locked_at is null) = (lock_code is null))
  );
  create index vault_secret_tenant_id_tenant_key_id_idx on vault_secret (tenant_id, tenant_key_id);
  create index vault_secret_tenant_id_expires_at_idx on vault_secret (tenant_id, expires_at)
    where retired_at is null;
  revoke delete on vault_secret from drehkreuz_app;
  select protect_tenant_table('vault_secret');
`;

const SUBJECT_KEY = `
  -- kind 'subject': the key of one person's payloads; 'tenant' and 'index': one of each per tenant.
  create table vault_subject_key (
    tenant_id     uuid not null,
    subject_id    uuid not null,
    kind          text not null,
    external_key  bytea,
    tenant_key_id uuid not null,
    wrapped_key   bytea not null,
    created_at    timestamptz not null default now(),
    constraint vault_subject_key_pkey primary key (tenant_id, subject_id),
    constraint vault_subject_key_external_key unique (tenant_id, external_key),
    constraint vault_subject_key_tenant_key foreign key (tenant_id, tenant_key_id)
      references vault_tenant_key (tenant_id, id),
    constraint vault_subject_key_kind check (kind in ('subject', 'tenant', 'index'))
  );
  create unique index vault_subject_key_own on vault_subject_key (tenant_id, kind)
    where kind <> 'subject';
  create index vault_subject_key_tenant_id_tenant_key_id_idx
    on vault_subject_key (tenant_id, tenant_key_id);
  select protect_tenant_table('vault_subject_key');
`;
