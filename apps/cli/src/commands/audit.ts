import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  createSealerKey,
  ephemeralSealerKey,
  exportCheckpoints,
  exportEntries,
  FileCheckpointSink,
  readSealerKey,
  Sealer,
  SealerConfig,
  sealerDataSource,
  StreamCheckpointSink,
} from '@gateway/audit';
import { readConfig } from '@gateway/config';
import type { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { withSettings } from '../session';

/** `audit`: checkpoints, export and proof. */
export function describeAudit(program: Command): void {
  const audit = program.command('audit').description('the tamper-evident trail');
  audit
    .command('seal')
    .description('sign checkpoints until stopped; a process, login and key of its own (docs/audit-format.md)')
    .option('--once', 'one checkpoint, then end')
    .action(seal);
  audit
    .command('new-key')
    .description('make a signing key at PATH and its public half at PATH.pub')
    .argument('<path>')
    .action(newKey);
  audit
    .command('export')
    .description('write entries and checkpoints as NDJSON files')
    .requiredOption('--entries <file>')
    .requiredOption('--checkpoints <file>')
    .option('--tenant <id>', 'one tenant’s part')
    .action(exportTrail);
  audit
    .command('verify')
    .description(
      'check an export; needs neither database nor gateway (libs/audit/verifier/verify.mjs does it alone)',
    )
    .allowUnknownOption()
    .argument('[arguments...]')
    .action(verify);
}

async function seal({ once: single = false }: { readonly once?: boolean }): Promise<void> {
  const config = readConfig(SealerConfig);
  const key = config.AUDIT_SEALER_KEY_FILE
    ? await readSealerKey(config.AUDIT_SEALER_KEY_FILE)
    : ephemeralSealerKey(process.env.NODE_ENV);
  await withTrail(config.AUDIT_SEALER_DATABASE_URL, async (source) => {
    const sinks = [
      new StreamCheckpointSink(process.stdout),
      ...(config.AUDIT_CHECKPOINT_FILE ? [new FileCheckpointSink(config.AUDIT_CHECKPOINT_FILE)] : []),
    ];
    const sealer = new Sealer(source, key, sinks, { origin: config.AUDIT_ORIGIN });
    if (single) await sealer.seal();
    else await sealer.run(untilStopped(), (error) => console.error(`Not sealed: ${nameOf(error)}`));
  });
}

async function newKey(path: string): Promise<void> {
  await createSealerKey(resolve(path));
  console.log(`Wrote ${path} and ${path}.pub`);
}

async function exportTrail(options: {
  entries: string;
  checkpoints: string;
  tenant?: string;
}): Promise<void> {
  const scope = options.tenant ? { tenant: options.tenant } : {};
  await withTrail(readConfig(SealerConfig).AUDIT_SEALER_DATABASE_URL, async (source) => {
    await pipeline(exportEntries(source, scope), createWriteStream(options.entries, { mode: 0o600 }));
    await pipeline(exportCheckpoints(source, scope), createWriteStream(options.checkpoints, { mode: 0o600 }));
  });
}

/** Runs the verifier as it is, a file that imports nothing of ours. */
async function verify(_: readonly string[], __: object, command: Command): Promise<void> {
  const script = resolve(__dirname, '../../../../../libs/audit/verifier/verify.mjs');
  const child = spawn(process.execPath, [script, ...command.args], { stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 2;
}

/** The trail through the sealer’s own role, on the embedded database where no other is named. */
function withTrail(url: string | undefined, work: (source: DataSource) => Promise<void>): Promise<void> {
  const open = async (at: string): Promise<void> => {
    const source = await sealerDataSource(at).initialize();
    try {
      await work(source);
    } finally {
      await source.destroy();
    }
  };
  return url ? open(url) : withSettings(({ adminUrl }) => open(adminUrl));
}

function untilStopped(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  return stop.signal;
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
