import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in hundredths of a second for everybody (`USER_HZ`). */
const TICK_MS = 10;

/** CPU milliseconds of this process and of a process with all it has started, ended ones included. */
export function cpuMs(root: number): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + treeMs(root);
}

function treeMs(root: number): number {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => statOf(pid) ?? []);
  const wanted = new Set([root]);
  // Children come after their parents only by chance, so look until nothing is added.
  for (let before = 0; before < wanted.size;) {
    before = wanted.size;
    for (const { pid, parent } of stats) if (wanted.has(parent)) wanted.add(pid);
  }
  return stats.filter(({ pid }) => wanted.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MS;
}

/** Times of children that have ended and been waited for are their parent's from then on. */
function statOf(pid: string): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
    return { pid: Number(pid), parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}

/** Memory of one process in MB, what it shares with others divided by their number. */
export function pssMb(pid: number): number {
  const kb = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kb) / 1_024;
}
