import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { matchingAlone, readList, sampleSchool, serviceOf } from '@connectors/schulconnex/testing';
import { Gateway } from './gateway';
import { heapAfterGc } from './heap';
import { SampleSchool, type SchoolIds } from './schulconnex';

/** What a process of its own is to measure: nothing else has left traces in its memory. */
export type Order =
  | {
      readonly measure: 'plan';
      readonly size: number;
      readonly databaseUrl: string;
      readonly partner: string;
      readonly school: SchoolIds;
    }
  | { readonly measure: 'matching'; readonly size: number; readonly rounds: number };

export interface PlanFound {
  readonly planned: number;
  readonly wallMs: number;
  /** Above what the process had before, the planning thread included. */
  readonly peakMb: number;
  /** The same list, parsed by `JSON.parse`. */
  readonly parsedMb: number;
  readonly loopP99Ms: number;
  readonly loopMaxMs: number;
}

export interface MatchingFound {
  readonly matchMs: readonly number[];
  readonly parseMs: readonly number[];
}

const MB = 1_048_576;

async function plan(order: Extract<Order, { measure: 'plan' }>): Promise<PlanFound> {
  const { databaseUrl, partner, size } = order;
  const gateway = await Gateway.open({ databaseUrl, role: 'api', partner });
  const school = new SampleSchool(gateway, order.school);
  heapAfterGc();
  forgetPeak();
  const before = memory('VmRSS');
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const begun = performance.now();
  const planned = await school.plan();
  const wallMs = performance.now() - begun;
  delays.disable();
  const peakMb = memory('VmHWM') - before;
  await gateway.close();
  return {
    ...{ planned, wallMs, peakMb, parsedMb: parsedMb(listOf(size)) },
    ...{ loopP99Ms: delays.percentile(99) / 1e6, loopMaxMs: delays.max / 1e6 },
  };
}

function matching({ size, rounds }: Extract<Order, { measure: 'matching' }>): MatchingFound {
  const locals = sampleSchool(size).people;
  const text = listOf(size);
  const remotes = readList(JSON.parse(text) as unknown[]);
  const matchMs: number[] = [];
  const parseMs: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    heapAfterGc();
    const parse = timed(() => JSON.parse(text) as unknown);
    heapAfterGc();
    const match = timed(() => matchingAlone(locals, remotes));
    // The first is to warm up.
    if (round === 0) continue;
    parseMs.push(parse);
    matchMs.push(match);
  }
  return { matchMs, parseMs };
}

const listOf = (size: number): string => JSON.stringify(serviceOf(sampleSchool(size).people));

function parsedMb(text: string): number {
  const before = heapAfterGc();
  const list = JSON.parse(text) as readonly unknown[];
  const parsed = heapAfterGc() - before;
  // The text is still there as well, or what it took would count against the list.
  return list.length > 0 && text.length > 0 ? parsed / MB : NaN;
}

function timed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

/** The kernel begins to look for this process's largest memory anew. */
const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');

/** MB of this process, its threads included. */
function memory(which: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(new RegExp(`^${which}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1_024;
}

async function main(order: Order): Promise<void> {
  process.send?.(order.measure === 'plan' ? await plan(order) : matching(order));
  process.disconnect();
}

void main(JSON.parse(process.argv[2] ?? '') as Order);
