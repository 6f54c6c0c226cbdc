import { EraseChild } from '@connectors/kita-planer';
import type { Command } from 'commander';
import { print } from '../print';
import { OPERATOR, withGateway } from '../session';

/** `erase`: makes a child unreadable for good, on somebody's rightful demand. */
export function describeErase(program: Command): void {
  program
    .command('erase')
    .description('erase a child for good: what is stored of it becomes unreadable, what waits is not sent')
    .argument('<tenant>')
    .argument('<child-number>', 'Betreuter-Nr.')
    .option('--json')
    .action((tenant: string, childNumber: string, options: { json?: boolean }) =>
      withGateway(async ({ get }) =>
        print({ ...(await get(EraseChild).run({ tenant, actor: OPERATOR, childNumber })) }, options),
      ),
    );
}
