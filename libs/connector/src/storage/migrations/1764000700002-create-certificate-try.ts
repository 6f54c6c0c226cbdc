import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wrong passwords for certificate files, counted where every process sees them. */
export class CreateCertificateTry1764000700002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table certificate_try (
        tenant_id uuid not null,
        connection_id uuid not null,
        actor text not null,
        failures integer not null,
        last_at timestamptz not null,
        constraint certificate_try_pkey primary key (tenant_id, connection_id, actor)
      );
      select protect_tenant_table('certificate_try');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table certificate_try');
  }
}
