import type { MigrationInterface, QueryRunner } from 'typeorm';

const columns = `
  tenant_id         uuid not null,
  id                uuid not null,
  connection_id     uuid not null,
  record_key        text not null,
  lane              text not null,
  sort_key          text not null,
  subject_id        uuid,
  number            text,
  refs              jsonb not null,
  payload           bytea not null,
  payload_hash      bytea not null,
  notices           jsonb not null,
  message           bytea,
  trigger           text not null,
  actor             text not null,
  run_id            uuid,
  call_id           uuid,
  accepted_at       timestamptz not null,
  updated_at        timestamptz not null,
  state             text not null,
  held_because      text,
  fence             integer not null,
  lease_until       timestamptz,
  attempts          integer not null,
  next_attempt_at   timestamptz,
  deadline_at       timestamptz,
  cause             text,
  transport_outcome text,
  business_outcome  text,
  replaced_since    timestamptz,
  superseded_by     uuid,
  decided_by        text,
  reason            text
`;

export class CreateDelivery1764000400001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createOpenWork(runner);
    await createArchive(runner);
    await createIntake(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table delivery_intake');
    await runner.query('drop table delivery_archive');
    await runner.query('drop table delivery');
  }
}

async function createOpenWork(runner: QueryRunner): Promise<void> {
  await runner.query(`
      create table delivery (
        ${columns},
        constraint delivery_pkey primary key (tenant_id, id),
        constraint delivery_state_check
          check (state in ('accepted', 'held', 'sending', 'rejected', 'uncertain', 'failed')),
        constraint delivery_held_because_check check (
          (state = 'held') = (held_because is not null)
          and held_because in ('check-failed', 'decision', 'earlier-record', 'paused')),
        constraint delivery_lease_until_check check ((state = 'sending') = (lease_until is not null)),
        constraint delivery_replaced_since_check
          check (replaced_since is null or state in ('sending', 'uncertain'))
      ) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02,
              autovacuum_analyze_scale_factor = 0.02);

      create unique index delivery_live_key on delivery (tenant_id, connection_id, record_key)
        where replaced_since is null;
      create index delivery_state_idx on delivery (tenant_id, connection_id, state, id);
      create index delivery_lane_idx on delivery (tenant_id, connection_id, lane, sort_key, id)
        where state = 'accepted';
      create index delivery_busy_lane_idx on delivery (tenant_id, connection_id, lane)
        where state in ('sending', 'uncertain');
      create index delivery_waiting_lane_idx on delivery (tenant_id, connection_id, lane, sort_key, id)
        where state = 'accepted' and next_attempt_at is not null;
      create index delivery_lease_until_idx on delivery (tenant_id, lease_until)
        where state = 'sending';
      create index delivery_deadline_at_idx on delivery (tenant_id, deadline_at)
        where state = 'accepted';
      create index delivery_cause_idx on delivery (tenant_id, connection_id, cause, id)
        where cause is not null;
      create index delivery_subject_id_idx on delivery (tenant_id, subject_id);

      select protect_tenant_table('delivery');
    `);
}

async function createArchive(runner: QueryRunner): Promise<void> {
  await runner.query(`
      create table delivery_archive (
        ${columns},
        archived_at       timestamptz not null,
        archive_reason    text not null,
        constraint delivery_archive_pkey primary key (tenant_id, id, archived_at),
        constraint delivery_archive_state_check
          check (state in ('delivered', 'resolved', 'superseded'))
      ) partition by range (archived_at);

      create index delivery_archive_archived_at_idx on delivery_archive (tenant_id, archived_at, id);
      create index delivery_archive_record_key_idx
        on delivery_archive (tenant_id, connection_id, record_key, archived_at);
      create index delivery_archive_accepted_at_idx
        on delivery_archive (tenant_id, accepted_at, connection_id, state);
      create index delivery_archive_subject_id_idx on delivery_archive (tenant_id, subject_id);

      select protect_tenant_table('delivery_archive');

      select ensure_month_partitions('delivery_archive', 3);
    `);
}

async function createIntake(runner: QueryRunner): Promise<void> {
  await runner.query(`
      create table delivery_intake (
        tenant_id     uuid not null,
        connection_id uuid not null,
        day           date not null,
        accepted      integer not null,
        constraint delivery_intake_pkey primary key (tenant_id, connection_id, day)
      );
      select protect_tenant_table('delivery_intake');
    `);
}
