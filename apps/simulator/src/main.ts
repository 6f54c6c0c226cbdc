import { Command } from 'commander';
import { kitaPlaner } from './kita-planer';
import { oso } from './oso';
import { schulconnex } from './schulconnex';
import type { Partner, RunningPartner } from './partner';

/** A further interface adds its partner here. */
const PARTNERS: readonly Partner[] = [kitaPlaner, oso, schulconnex];

const program = new Command('simulator')
  .description('The partners of the gateway on fixed ports, for demos, tests and vendors’ developers.')
  .argument('[partner...]', `which ones: ${PARTNERS.map(({ name }) => name).join(', ')}; all by default`);
for (const partner of PARTNERS) partner.describe(program);
program.action(run);

async function run(wanted: readonly string[], options: Readonly<Record<string, unknown>>): Promise<void> {
  const strange = wanted.find((name) => !PARTNERS.some((partner) => partner.name === name));
  if (strange !== undefined) program.error(`There is no partner ${strange}.`);
  const chosen = PARTNERS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const running: RunningPartner[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.splice(0).map((partner) => partner.stop()));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
  try {
    for (const partner of chosen) running.push(await announce(partner, options));
  } catch (error) {
    await stop();
    program.error(`Cannot start: ${error instanceof Error ? error.message : 'unknown reason'}`);
  }
}

async function announce(
  partner: Partner,
  options: Readonly<Record<string, unknown>>,
): Promise<RunningPartner> {
  const running = await partner.start(options);
  console.log([partner.name, ...running.lines.map((line) => `  ${line}`)].join('\n'));
  return running;
}

void program.parseAsync();
