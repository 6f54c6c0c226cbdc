import 'reflect-metadata';
import { tableOf, type Figure } from './figure';
import { audit } from './groups/audit';
import { idle } from './groups/idle';
import { kitaBatch } from './groups/kita-batch';
import { kitaRealTime } from './groups/kita-real-time';
import { oso } from './groups/oso';
import { protocolList } from './groups/protocol-list';
import { schulconnex } from './groups/schulconnex';
import { Stage } from './stage';

const groups: Readonly<Record<string, (stage: Stage) => Promise<Figure[]>>> = {
  'kita-batch': kitaBatch,
  'kita-real-time': kitaRealTime,
  oso,
  schulconnex,
  'protocol-list': protocolList,
  idle,
  audit,
};

/** `npm run bench -- [GROUP…] [--json]` */
async function main(args: readonly string[]): Promise<void> {
  const wanted = args.filter((name) => !name.startsWith('--'));
  const unknown = wanted.find((name) => !(name in groups));
  if (unknown !== undefined)
    throw new Error(`There is no group ${unknown}; there are ${Object.keys(groups).join(', ')}`);

  const stage = await Stage.set();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void abandon(stage));
  try {
    const figures: Figure[] = [];
    for (const [name, measure] of Object.entries(groups)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      process.stderr.write(`${name} `);
      figures.push(...(await measure(stage)));
      process.stderr.write('\n');
    }
    figures.push(...stage.machine.figures());
    console.log(args.includes('--json') ? JSON.stringify(figures, null, 2) : tableOf(figures));
  } finally {
    await stage.clear();
  }
}

/** Connections complain when their server ends; nobody listens any more. */
async function abandon(stage: Stage): Promise<void> {
  process.on('uncaughtException', () => undefined);
  await stage.clear();
  process.exit(1);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'unknown'}\n`);
  process.exitCode = 1;
});
