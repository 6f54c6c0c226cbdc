import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets the application's role renew the planner's statistics of the open work, which only the owner of a table may. */
export class CreateDeliveryStatistics1764000400002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function delivery_analyze() returns void
        language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        analyze (skip_locked) delivery;
      end
      $$;
      grant execute on function delivery_analyze() to drehkreuz_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function delivery_analyze()');
  }
}
