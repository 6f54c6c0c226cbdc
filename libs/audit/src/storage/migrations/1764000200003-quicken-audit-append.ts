import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Appending looks for the head before it makes one, and for the month's table only where the month is new. */
export class QuickenAuditAppend1764000200003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(append(LOOK_FIRST, IF_NEW_MONTH));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(append(MAKE_FIRST, ALWAYS));
  }
}

const MAKE_HEAD = `
      insert into audit_head (tenant_id, stream, size, head, stored_at)
        values (owner_id, taken, 0, sha256(convert_to('genesis:' || taken, 'UTF8')), '-infinity')
        on conflict do nothing;`;

const READ_HEAD = `
      select size, head, stored_at into last_size, last_hash, last_at
        from audit_head where tenant_id = owner_id and stream = taken for update;`;

const LOOK_FIRST = `${READ_HEAD}
      if not found then${MAKE_HEAD}${READ_HEAD}
      end if;`;

const MAKE_FIRST = `${MAKE_HEAD}${READ_HEAD}`;

const ALWAYS = `
      perform audit_ensure_month(log_name, now_at);`;

/** A stream that has an entry of this month has its table: only past months are dropped. */
const IF_NEW_MONTH = `
      if date_trunc('month', last_at, 'UTC') <> date_trunc('month', now_at, 'UTC') then${ALWAYS}
      end if;`;

const append = (head: string, month: string): string => `
  create or replace function audit_append(logs text[], bodies text[])
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
      taken := audit_take_stream(log_name);${head}
      now_at := greatest(clock_timestamp(), last_at);${month}

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
`;
