import 'reflect-metadata';
import { GatewayError } from '@gateway/errors';
import { Command } from 'commander';
import { describeAudit } from './commands/audit';
import { describeDatabase } from './commands/database';
import { describeDemo } from './demo/demo';
import { describeDoctor } from './commands/doctor';
import { describeKitaPlaner } from './commands/kita-planer';
import { describeTenants } from './commands/tenants';
import { describeVault } from './commands/vault';

const program = new Command('drehkreuz').description(
  'Operators’ commands of the gateway. The environment is the gateway’s own.',
);

for (const describe of [
  ...[describeDatabase, describeTenants, describeKitaPlaner, describeVault],
  ...[describeAudit, describeDoctor, describeDemo],
])
  describe(program);

program.parseAsync().catch((error: unknown) => {
  if (error instanceof GatewayError) console.error(`${error.code}: ${error.message}`);
  else console.error(error instanceof Error ? error.message : 'Something is broken');
  process.exitCode = 1;
});
