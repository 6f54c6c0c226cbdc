import { getConstructionPlans } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tables of pg-boss 12.35, made by its own plan, so that the running application needs no right to create any. */
export class CreateJobEngine1764000300001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const plan = getConstructionPlans('pgboss').replace(/^\s*(BEGIN|COMMIT);\s*$/gm, '');
    await runner.query(`set local check_function_bodies = off`);
    await runner.query(plan);
    await runner.query(`
      grant usage on schema pgboss to drehkreuz_app;
      grant select, insert, update, delete on all tables in schema pgboss to drehkreuz_app;
      grant usage, select on all sequences in schema pgboss to drehkreuz_app;
      grant execute on all functions in schema pgboss to drehkreuz_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema pgboss cascade');
  }
}
