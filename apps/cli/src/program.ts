import { isUuid } from '@gateway/connector';
import { Command } from 'commander';
import { describeAudit } from './commands/audit';
import { describeDatabase } from './commands/database';
import { describeDemo } from './demo/demo';
import { describeDoctor } from './commands/doctor';
import { describeErase } from './commands/erase';
import { describeKitaPlaner } from './commands/kita-planer';
import { describeOso } from './commands/oso';
import { describeSchulconnex } from './commands/schulconnex';
import { describeTenants } from './commands/tenants';
import { describeUsers } from './commands/users';
import { describeVault } from './commands/vault';

/** Ids that cannot be one are told apart from ids nobody has before anything is opened. */
const ids = new Set(['tenant', 'connection', 'key', 'call', 'ids', 'feedback', 'notice', 'synchronisation']);

/** Every command there is. */
export function describeProgram(): Command {
  const program = new Command('drehkreuz').description(
    'Operators’ commands of the gateway. The environment is the gateway’s own.',
  );
  for (const describe of [
    ...[
      describeDatabase,
      describeTenants,
      describeUsers,
      describeKitaPlaner,
      describeOso,
      describeSchulconnex,
      describeVault,
    ],
    ...[describeErase, describeAudit, describeDoctor, describeDemo],
  ])
    describe(program);
  return program.hook('preAction', (_, command) => refuseImpossibleIds(command));
}

function refuseImpossibleIds(command: Command): void {
  command.registeredArguments.forEach((argument, index) => {
    const given = argument.variadic ? command.args.slice(index) : command.args.slice(index, index + 1);
    if (ids.has(argument.name()) && !given.every(isUuid))
      command.error(`NOT_FOUND: there is no such ${argument.name()}`);
  });
}
