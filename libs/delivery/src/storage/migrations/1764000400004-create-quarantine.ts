import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Counts the workers that died with a record, and lets it be held for that. */
export class CreateQuarantine1764000400004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table delivery_archive add column crashes integer not null default 0');
    await runner.query('alter table delivery add column crashes integer not null default 0');
    await holdFor(runner, "'check-failed', 'crashed', 'decision', 'earlier-record', 'paused'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query("update delivery set held_because = 'paused' where held_because = 'crashed'");
    await holdFor(runner, "'check-failed', 'decision', 'earlier-record', 'paused'");
    await runner.query('alter table delivery drop column crashes');
    await runner.query('alter table delivery_archive drop column crashes');
  }
}

async function holdFor(runner: QueryRunner, reasons: string): Promise<void> {
  await runner.query(`
    alter table delivery drop constraint delivery_held_because_check;
    alter table delivery add constraint delivery_held_because_check check (
      (state = 'held') = (held_because is not null) and held_because in (${reasons}));
  `);
}
