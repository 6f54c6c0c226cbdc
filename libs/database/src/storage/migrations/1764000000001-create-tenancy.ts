import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateTenancy1764000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$
      begin
        -- An operator who made it beforehand need not let the owner make roles.
        if not exists (select from pg_roles where rolname = 'drehkreuz_app') then
          create role drehkreuz_app nologin noinherit nosuperuser nobypassrls nocreatedb nocreaterole;
        end if;
      exception when duplicate_object or unique_violation then
        null;
      end
      $$;

      do $$
      begin
        if not pg_has_role(session_user, 'drehkreuz_app', 'member') then
          execute format('grant drehkreuz_app to %I', session_user);
        end if;
      end
      $$;

      revoke create on schema public from public;
      grant usage on schema public to drehkreuz_app;
      alter default privileges in schema public
        grant select, insert, update, delete on tables to drehkreuz_app;
      alter default privileges in schema public grant usage, select on sequences to drehkreuz_app;
      alter default privileges revoke execute on functions from public;

      create function current_tenant() returns uuid
        language sql stable parallel safe
        return nullif(current_setting('drehkreuz.tenant', true), '')::uuid;
      grant execute on function current_tenant() to drehkreuz_app;

      -- Every table with a tenant_id goes through here; a catalogue test finds those that do not.
      create function protect_tenant_table(name text) returns void
        language plpgsql set search_path = public, pg_temp as $$
      begin
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
        execute format(
          'create policy tenant_only on %I using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())',
          name);
      end
      $$;

      -- The table of names knows what the cache behind to_regclass may not have heard of yet.
      create function partition_exists(name text) returns boolean language sql
        return exists (select from pg_class where relname = name and relnamespace = 'public'::regnamespace);

      -- Adds the partitions of this and the coming months to a table partitioned by range of a timestamptz,
      -- reachable through the parent alone. What fits none of them is caught by the table's default partition,
      -- and moves to its month when that is made.
      create function ensure_month_partitions(parent text, months_ahead integer) returns void
        language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
      declare
        first timestamptz;
        part text := parent || '_default';
        key text;
      begin
        perform pg_advisory_xact_lock(hashtextextended('ensure_month_partitions ' || parent, 0));
        select a.attname into strict key
        from pg_partitioned_table t join pg_attribute a on a.attrelid = t.partrelid and a.attnum = t.partattrs[0]
        where t.partrelid = parent::regclass;
        if not partition_exists(part) then
          execute format('create table %I partition of %I default', part, parent);
          execute format('revoke all on %I from drehkreuz_app', part);
        end if;
        for first in
          select generate_series(date_trunc('month', now()),
                                 date_trunc('month', now()) + make_interval(months => least(months_ahead, 24)),
                                 interval '1 month')
        loop
          part := parent || to_char(first, '"_"YYYY"_"MM');
          continue when partition_exists(part);
          execute format('create table %I (like %I including all)', part, parent);
          execute format('revoke all on %I from drehkreuz_app', part);
          execute format('with moved as (delete from %I where %I >= %L and %I < %L returning *) insert into %I select * from moved',
                         parent || '_default', key, first, key, first + interval '1 month', part);
          execute format('alter table %I attach partition %I for values from (%L) to (%L)',
                         parent, part, first, first + interval '1 month');
        end loop;
      end
      $$;
      grant execute on function ensure_month_partitions(text, integer) to drehkreuz_app;

      create table tenant (
        id uuid not null,
        name text not null,
        created_at timestamptz not null default now(),
        constraint tenant_pkey primary key (id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table tenant;
      drop function ensure_month_partitions(text, integer);
      drop function partition_exists(text);
      drop function protect_tenant_table(text);
      drop function current_tenant();
      alter default privileges grant execute on functions to public;
      alter default privileges in schema public revoke usage, select on sequences from drehkreuz_app;
      alter default privileges in schema public
        revoke select, insert, update, delete on tables from drehkreuz_app;
      revoke usage on schema public from drehkreuz_app;
      grant create on schema public to public;
    `);
  }
}
