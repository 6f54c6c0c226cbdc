import { migrate, pendingMigrations, revertMigration } from '@gateway/database';
import type { Command } from 'commander';
import { storages } from '../../../gateway/src';
import { print } from '../print';
import { withSettings } from '../session';

interface MigrateOptions {
  readonly json?: boolean;
  readonly revert?: boolean;
  readonly check?: boolean;
}

/** `migrate`: brings the tables up to this version. */
export function describeDatabase(program: Command): void {
  program
    .command('migrate')
    .description('bring the tables up to this version; uses DATABASE_ADMIN_URL, else DATABASE_URL')
    .option('--check', 'only say what is missing; exit code 1 if anything is')
    .option('--revert', 'take back the newest migration (development)')
    .option('--json')
    .action((options: MigrateOptions) => withSettings(({ adminUrl }) => run(adminUrl, options)));
}

async function run(
  url: string,
  { check = false, revert = false, json = false }: MigrateOptions,
): Promise<void> {
  if (check) {
    const pending = await pendingMigrations(url, storages);
    print({ pending }, { json });
    process.exitCode = pending.length > 0 ? 1 : 0;
  } else if (revert) print({ reverted: await revertMigration(url, storages) }, { json });
  else print({ ...(await migrate(url, storages)) }, { json });
}
