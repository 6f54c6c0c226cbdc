import { createHash } from 'node:crypto';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { figure, median, type Figure } from './figure';

/** How steady the machine is: always the same work, timed between the rounds of everything else. */
export class Machine {
  private readonly loops: number[] = [];
  private readonly syncs: number[] = [];

  constructor(private readonly folder: string) {}

  /** Looks once, and shows that a round begins. */
  probe(): void {
    process.stderr.write('.');
    this.loops.push(timed(() => createHash('sha256').update(Buffer.alloc(32_000_000, 7)).digest()));
    this.syncs.push(median(this.syncTimes(20)));
  }

  /** The medians, and between which values the machine swung. */
  figures(): Figure[] {
    return [
      figure('machine: fixed CPU loop', 'ms', this.loops),
      figure('machine: fixed CPU loop, slowest to fastest', '×', [swing(this.loops)]),
      figure('machine: fdatasync of 8 KiB', 'ms', this.syncs),
      figure('machine: fdatasync, slowest to fastest', '×', [swing(this.syncs)]),
    ];
  }

  private syncTimes(times: number): number[] {
    const path = join(this.folder, 'sync.probe');
    const file = openSync(path, 'w');
    try {
      const block = Buffer.alloc(8_192, 7);
      return Array.from({ length: times }, () =>
        timed(() => {
          writeSync(file, block, 0, block.length, 0);
          fdatasyncSync(file);
        }),
      );
    } finally {
      closeSync(file);
      rmSync(path);
    }
  }
}

function timed(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

const swing = (values: readonly number[]): number => Math.max(...values) / Math.min(...values);
