import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of which expiry alarm people have been told, so that each is told once. */
export class CreateExpiryTold1764000100002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table vault_secret add column expiry_told integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table vault_secret drop column expiry_told');
  }
}
