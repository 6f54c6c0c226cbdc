import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the sealer has signed, and the only way to drop old months: with a signed record of it. */
export class CreateAuditCheckpoint1764000200002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHECKPOINTS);
    await runner.query(PRUNING);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function audit_prune(text, timestamptz, bigint, text, jsonb, jsonb);
      drop function audit_prune_points(text, timestamptz);
      drop function audit_publish(bigint, text, jsonb, jsonb);
      drop table audit_checkpoint;
    `);
  }
}

const CHECKPOINTS = `
  create table audit_checkpoint (
    number bigint not null,
    note text not null,
    heads jsonb not null,
    pruned jsonb not null,
    sealed_at timestamptz not null default now(),
    constraint audit_checkpoint_pkey primary key (number)
  );
  -- Checkpoints name the streams of every tenant: to the application the table looks empty.
  revoke all on audit_checkpoint from public, drehkreuz_app;
  grant select on audit_checkpoint to drehkreuz_app, drehkreuz_sealer;
  alter table audit_checkpoint enable row level security;
  alter table audit_checkpoint force row level security;
  create policy sealer_reads on audit_checkpoint for select to drehkreuz_sealer using (true);
  do $$
  begin
    execute format('create policy owner_writes on audit_checkpoint to %I using (true) with check (true)', current_user);
  end
  $$;
  create trigger audit_checkpoint_append_only before update or delete or truncate on audit_checkpoint
    for each statement execute function audit_refuse_change();
  alter table audit_checkpoint enable always trigger audit_checkpoint_append_only;

  -- Two sealers cannot fork the chain: the second finds its number taken.
  create function audit_publish(number bigint, note text, heads jsonb, pruned jsonb) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
  #variable_conflict use_column
  begin
    if audit_publish.number is distinct from (select coalesce(max(number), 0) + 1 from audit_checkpoint) then
      raise exception 'another checkpoint has this number' using errcode = 'DKA03';
    end if;
    insert into audit_checkpoint (number, note, heads, pruned)
      values (audit_publish.number, audit_publish.note, audit_publish.heads, audit_publish.pruned);
  end
  $$;
`;

const PRUNING = `
  -- Where every stream of the log would begin if the months before were dropped.
  create function audit_prune_points(log_name text, before timestamptz)
    returns table (stream text, seq bigint, hash bytea)
    language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (e.tenant_id, e.stream) e.stream, e.seq, e.hash from audit_entry e
    where e.log = log_name and e.stored_at < before order by e.tenant_id, e.stream, e.seq desc
  $$;

  create function audit_prune(
      log_name text, before timestamptz, number bigint, note text, heads jsonb, pruned jsonb)
    returns void
    language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
  declare
    month text;
  begin
    if before <> date_trunc('month', before) or before > now() then
      raise exception 'not the beginning of a past month' using errcode = 'DKA04';
    end if;
    if exists (
      (select stream, seq, encode(hash, 'hex') from audit_prune_points(log_name, before)
       except select p->>0, (p->>1)::bigint, p->>2 from jsonb_array_elements(pruned) p)
      union all
      (select p->>0, (p->>1)::bigint, p->>2 from jsonb_array_elements(pruned) p
       except select stream, seq, encode(hash, 'hex') from audit_prune_points(log_name, before))
    ) then
      raise exception 'the record says something else' using errcode = 'DKA04';
    end if;
    perform audit_publish(number, note, heads, pruned);
    for month in
      select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'audit_entry'::regclass
        and c.relname like 'audit\\_entry\\_' || log_name || '\\_%'
        and right(c.relname, 7) < to_char(before, 'YYYY_MM')
    loop
      execute format('drop table %I', month);
    end loop;
  end
  $$;

  revoke all on function audit_publish(bigint, text, jsonb, jsonb),
    audit_prune_points(text, timestamptz),
    audit_prune(text, timestamptz, bigint, text, jsonb, jsonb) from public;
  grant execute on function audit_publish(bigint, text, jsonb, jsonb),
    audit_prune_points(text, timestamptz),
    audit_prune(text, timestamptz, bigint, text, jsonb, jsonb) to drehkreuz_sealer;
`;
