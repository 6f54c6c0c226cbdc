import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateSession1764000600003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table user_session (
        id uuid not null,
        secret_hash bytea not null check (octet_length(secret_hash) = 32),
        user_id uuid not null,
        method text not null check (method in ('password', 'oidc')),
        second_factor boolean not null default false,
        issuer text,
        issuer_subject text,
        issuer_session text,
        browser text not null check (char_length(browser) <= 60),
        chosen_tenant uuid,
        created_at timestamptz not null default now(),
        seen_at timestamptz not null default now(),
        ends_at timestamptz not null,
        ended_at timestamptz,
        constraint user_session_pkey primary key (id)
      );
      create unique index user_session_secret_key on user_session (secret_hash);
      create index user_session_user on user_session (user_id);

      create table sign_in_attempt (
        source_hash bytea not null check (octet_length(source_hash) = 32),
        failures integer not null,
        last_at timestamptz not null default now(),
        blocked_until timestamptz,
        constraint sign_in_attempt_pkey primary key (source_hash)
      );

      create table oidc_request (
        secret_hash bytea not null check (octet_length(secret_hash) = 32),
        issuer text not null,
        state text not null,
        nonce text not null,
        verifier text not null,
        return_path text not null,
        ends_at timestamptz not null,
        constraint oidc_request_pkey primary key (secret_hash)
      );

      create table oidc_logout (
        issuer text not null,
        jti text not null check (char_length(jti) between 1 and 255),
        ends_at timestamptz not null,
        constraint oidc_logout_pkey primary key (issuer, jti)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table oidc_logout, oidc_request, sign_in_attempt, user_session');
  }
}
