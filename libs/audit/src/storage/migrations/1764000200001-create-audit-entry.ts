import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The chain: entries are appended by one function, which computes the hash in the database, and by
 * nothing else; nobody changes them. Retention drops whole months per log.
 */
export class CreateAuditEntry1764000200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statements of [ROLE, TABLES, GUARDS, MONTHS, STREAMS, APPEND]) await runner.query(statements);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function audit_append(text[], text[]);
      drop function audit_take_stream(text);
      drop function audit_ensure_month(text, timestamptz);
      drop table audit_entry;
      drop table audit_head;
      drop function audit_guard(text);
      drop function audit_refuse_change();
      revoke usage on schema public from drehkreuz_sealer;
      revoke execute on function current_tenant() from drehkreuz_sealer;
    `);
  }
}

const ROLE = `
  do $$
  begin
    -- An operator who made it beforehand need not let the owner make roles.
    if not exists (select from pg_roles where rolname = 'drehkreuz_sealer') then
      create role drehkreuz_sealer nologin noinherit nosuperuser nobypassrls nocreatedb nocreaterole;
    end if;
  exception when duplicate_object or unique_violation then
    null;
  end
  $$;

  do $$
  begin
    if not pg_has_role(session_user, 'drehkreuz_sealer', 'member') then
      execute format('grant drehkreuz_sealer to %I', session_user);
    end if;
  end
  $$;

  grant usage on schema public to drehkreuz_sealer;
  grant execute on function current_tenant() to drehkreuz_sealer;
`;

const TABLES = `
  create table audit_head (
    tenant_id uuid not null,
    stream text not null,
    size bigint not null,
    head bytea not null,
    stored_at timestamptz not null,
    constraint audit_head_pkey primary key (tenant_id, stream)
  );

  -- stored_at never runs backwards within a stream, whatever the clock does: a month is a prefix.
  create table audit_entry (
    tenant_id uuid not null,
    stream text not null,
    seq bigint not null,
    log text not null,
    stored_at timestamptz not null,
    subject text,
    body text not null,
    prev bytea not null,
    hash bytea not null,
    constraint audit_entry_pkey primary key (tenant_id, stream, seq, log, stored_at)
  ) partition by range (log, stored_at);
  create index audit_entry_tenant_id_stored_at_idx on audit_entry (tenant_id, stored_at);
  create index audit_entry_tenant_id_subject_idx on audit_entry (tenant_id, subject) where subject is not null;
`;

const GUARDS = `
  create function audit_refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception 'the audit trail is append-only' using errcode = 'DKA02';
  end
  $$;

  -- For the tables and for every month, which is a table of its own.
  create function audit_guard(name text) returns void
    language plpgsql set search_path = public, pg_temp as $$
  begin
    execute format('revoke all on %I from public, drehkreuz_app, drehkreuz_sealer', name);
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant_only on %I using (tenant_id = current_tenant()) with check (false)', name);
    -- What belongs to no tenant shows to a transaction without one.
    execute format('create policy operator_only on %I for select using (tenant_id = %L and current_tenant() is null)',
      name, '00000000-0000-0000-0000-000000000000');
    execute format('create policy sealer_reads on %I for select to drehkreuz_sealer using (true)', name);
    execute format('create policy owner_writes on %I to %I using (true) with check (true)', name, current_user);
  end
  $$;

  select audit_guard('audit_head');
  select audit_guard('audit_entry');
  grant select on audit_head, audit_entry to drehkreuz_app, drehkreuz_sealer;

  create trigger audit_entry_append_only before update or delete or truncate on audit_entry
    for each statement execute function audit_refuse_change();
  alter table audit_entry enable always trigger audit_entry_append_only;

  create trigger audit_head_append_only before delete or truncate on audit_head
    for each statement execute function audit_refuse_change();
  alter table audit_head enable always trigger audit_head_append_only;
`;

const MONTHS = `
  -- Made when the first entry of a month comes. ATTACH lets everybody else go on inserting meanwhile.
  create function audit_ensure_month(log_name text, moment timestamptz) returns void
    language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
  declare
    first_day timestamptz := date_trunc('month', moment);
    name text := format('audit_entry_%s_%s', log_name, to_char(moment, 'YYYY_MM'));
  begin
    if to_regclass(name) is not null then return; end if;
    perform pg_advisory_xact_lock(hashtextextended('audit_ensure_month', 0));
    -- The name cache may not have heard of what the predecessor committed; the table of names has.
    if exists (select from pg_class where relname = name and relnamespace = 'public'::regnamespace) then return; end if;
    execute format('create table %I (like audit_entry)', name);
    perform audit_guard(name);
    execute format(
      'create trigger audit_entry_append_only before update or delete or truncate on %I
         for each statement execute function audit_refuse_change()', name);
    execute format('alter table %I enable always trigger audit_entry_append_only', name);
    execute format('alter table audit_entry attach partition %I for values from (%L, %L) to (%L, %L)',
      name, log_name, first_day, log_name, first_day + interval '1 month');
  end
  $$;
`;

const STREAMS = `
  -- Takes one of the 16 shards of the log that nobody else is writing to just now, so that workers do
  -- not wait for each other, or the first if all are taken; the caller's row lock keeps the chain right.
  create function audit_take_stream(log_name text) returns text
    language plpgsql set search_path = public, pg_temp as $$
  declare
    prefix text := coalesce(current_tenant()::text, 'operator') || '/' || log_name || '/';
  begin
    for shard in 0..15 loop
      if pg_try_advisory_xact_lock(hashtextextended(prefix || shard, 1)) then return prefix || shard; end if;
    end loop;
    return prefix || 0;
  end
  $$;
`;

const APPEND = `
  create function audit_append(logs text[], bodies text[])
    returns table ("position" integer, stream text, seq bigint, hash bytea)
    language plpgsql security definer set search_path = public, pg_temp as $$
  #variable_conflict use_column
  declare
    owner_id uuid := coalesce(current_tenant(), '00000000-0000-0000-0000-000000000000');
    owner_name text := coalesce(current_tenant()::text, 'operator');
    log_name text;
    taken text;
    last_size bigint;
    last_hash bytea;
    last_at timestamptz;
    now_at timestamptz;
    entry jsonb;
    pos integer;
    body_text text;
    positions integer[] := '{}';
    seqs bigint[] := '{}';
    texts text[] := '{}';
    subjects text[] := '{}';
    prevs bytea[] := '{}';
    hashes bytea[] := '{}';
  begin
    if cardinality(logs) <> cardinality(bodies) then
      raise exception 'logs and bodies differ in number' using errcode = 'DKA01';
    end if;
    for log_name in select distinct l from unnest(logs) l order by l loop
      if log_name not in ('security', 'admin', 'record') then
        raise exception 'unknown log' using errcode = 'DKA01';
      end if;
      taken := audit_take_stream(log_name);
      insert into audit_head (tenant_id, stream, size, head, stored_at)
        values (owner_id, taken, 0, sha256(convert_to('genesis:' || taken, 'UTF8')), '-infinity')
        on conflict do nothing;
      select size, head, stored_at into last_size, last_hash, last_at
        from audit_head where tenant_id = owner_id and stream = taken for update;
      now_at := greatest(clock_timestamp(), last_at);
      perform audit_ensure_month(log_name, now_at);

      positions := '{}'; seqs := '{}'; texts := '{}'; subjects := '{}'; prevs := '{}'; hashes := '{}';
      for pos, body_text in
        select n, b from unnest(logs, bodies) with ordinality given (l, b, n) where l = log_name order by n
      loop
        entry := body_text::jsonb;
        if entry->>'tenant' is distinct from owner_name then
          raise exception 'an entry of another tenant' using errcode = 'DKA01';
        end if;
        last_size := last_size + 1;
        positions := positions || pos;
        seqs := seqs || last_size;
        texts := texts || body_text;
        subjects := subjects || (entry->>'subject');
        prevs := prevs || last_hash;
        last_hash := sha256('\\x00'::bytea || last_hash ||
          convert_to(taken || '|' || last_size || '|' || body_text, 'UTF8'));
        hashes := hashes || last_hash;
      end loop;

      insert into audit_entry (tenant_id, stream, seq, log, stored_at, subject, body, prev, hash)
        select owner_id, taken, e.seq, log_name, now_at, e.subject, e.body, e.prev, e.hash
        from unnest(seqs, subjects, texts, prevs, hashes) e (seq, subject, body, prev, hash);
      update audit_head set size = last_size, head = last_hash, stored_at = now_at
        where tenant_id = owner_id and stream = taken;
      return query select e.pos, taken, e.seq, e.hash from unnest(positions, seqs, hashes) e (pos, seq, hash);
    end loop;
  end
  $$;

  revoke all on function audit_append(text[], text[]), audit_take_stream(text),
    audit_ensure_month(text, timestamptz), audit_guard(text), audit_refuse_change() from public;
  grant execute on function audit_append(text[], text[]) to drehkreuz_app;
`;
