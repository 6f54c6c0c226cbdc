import { EraseChild } from '@connectors/kita-planer';
import type { Command } from 'commander';
import { print } from '../print';
import { withGateway } from '../session';
import { agreedBy, operatorsOption, type Operators } from '../two-operators';

/** `erase`: makes a child unreadable for good, on somebody's rightful demand, by two operators. */
export function describeErase(program: Command): void {
  program
    .command('erase')
    .description('erase a child for good: what is stored of it becomes unreadable, what waits is not sent')
    .argument('<tenant>')
    .argument('<child-number>', 'Betreuter-Nr.')
    .addOption(operatorsOption())
    .option('--json')
    .action((tenant: string, childNumber: string, options: Operators & { json?: boolean }) =>
      withGateway(async (session) => {
        const actor = await agreedBy(session, 'erase-child', options);
        print({ ...(await session.get(EraseChild).run({ tenant, actor, childNumber })) }, options);
      }),
    );
}
