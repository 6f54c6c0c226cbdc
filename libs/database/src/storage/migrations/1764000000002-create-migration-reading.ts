import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets the running application see whether its tables are those of its version. */
export class CreateMigrationReading1764000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('grant select on migrations to drehkreuz_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('revoke select on migrations from drehkreuz_app');
  }
}
