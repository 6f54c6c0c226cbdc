import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pssMb } from '../cpu';
import { figure, type Figure } from '../figure';
import { environment } from '../gateway';
import { ROUNDS } from '../measured';
import { Part } from '../part';
import type { Stage } from '../stage';

/** Long enough for what a process does once, after its start. */
const SETTLED_MS = 5_000;

/** What it takes to have one process of the gateway standing by, and to install it. */
export async function idle(stage: Stage): Promise<Figure[]> {
  const databaseUrl = await stage.database('bench_idle');
  const starts: number[] = [];
  const memory: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    stage.machine.probe();
    const begun = performance.now();
    const { part } = await Part.start(
      'gateway',
      [],
      environment({ databaseUrl, role: 'all' }),
      /"listening"/,
    );
    starts.push(performance.now() - begun);
    await sleep(SETTLED_MS);
    memory.push(pssMb(part.pid));
    await part.stop();
  }
  await stage.drop('bench_idle');
  const modules = resolve('node_modules');
  return [
    figure('idle: start until it listens', 'ms', starts),
    figure('idle: memory (PSS) of one process, ROLE=all', 'MB', memory),
    figure('idle: node_modules with everything to build and test', 'MB', [sizeOf(modules) / 1_048_576]),
    figure('idle: packages', '', [packagesIn(modules)]),
  ];
}

/** On the disk, as `du` counts; links are not followed. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sum + sizeOf(path);
    return entry.isFile() ? sum + statSync(path).blocks * 512 : sum;
  }, 0);
}

function packagesIn(modules: string): number {
  const lock = readFileSync(join(modules, '.package-lock.json'), 'utf8');
  return Object.keys((JSON.parse(lock) as { packages: object }).packages).length;
}
