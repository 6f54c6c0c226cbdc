import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePeople1764000600002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function current_person() returns uuid
        language sql stable parallel safe
        return nullif(current_setting('drehkreuz.person', true), '')::uuid;
      grant execute on function current_person() to drehkreuz_app;

      create table user_account (
        id uuid not null,
        name text not null check (char_length(name) between 1 and 200),
        email text check (char_length(email) between 3 and 254 and email = lower(email)),
        operator boolean not null default false,
        locale text not null default 'de' check (locale in ('de', 'nl', 'en')),
        password_hash text,
        totp_secret bytea,
        totp_key_id text,
        totp_confirmed_at timestamptz,
        totp_step bigint not null default 0,
        created_at timestamptz not null default now(),
        last_sign_in_at timestamptz,
        disabled_at timestamptz,
        constraint user_account_pkey primary key (id)
      );
      create unique index user_account_email_key on user_account (email);
      revoke delete on user_account from drehkreuz_app;

      create table user_identity (
        issuer text not null,
        subject text not null check (char_length(subject) between 1 and 255),
        user_id uuid not null,
        created_at timestamptz not null default now(),
        constraint user_identity_pkey primary key (issuer, subject)
      );
      create index user_identity_user on user_identity (user_id);

      create table account_request (
        id uuid not null,
        issuer text not null,
        subject text not null check (char_length(subject) between 1 and 255),
        asked_at timestamptz not null default now(),
        constraint account_request_pkey primary key (id)
      );
      create unique index account_request_subject_key on account_request (issuer, subject);

      create table recovery_code (
        user_id uuid not null,
        code_hash bytea not null check (octet_length(code_hash) = 32),
        constraint recovery_code_pkey primary key (user_id, code_hash)
      );

      create table invitation (
        token_hash bytea not null check (octet_length(token_hash) = 32),
        user_id uuid not null,
        ends_at timestamptz not null,
        constraint invitation_pkey primary key (token_hash)
      );
      create index invitation_user on invitation (user_id);

      create table membership (
        tenant_id uuid not null,
        user_id uuid not null,
        role text not null check (role in ('tenant_admin', 'clerk', 'auditor')),
        created_by jsonb not null,
        created_at timestamptz not null default now(),
        constraint membership_pkey primary key (tenant_id, user_id)
      );
      select protect_tenant_table('membership');
      create policy membership_own on membership for select using (user_id = current_person());
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table membership, invitation, recovery_code, account_request, user_identity, user_account;
      drop function current_person();
    `);
  }
}
