import { readFileSync, readlinkSync } from 'node:fs';

/** The kernel's unit for the time of a thread, in milliseconds; the same on every Linux. */
const TICK = 10;

/** What Linux calls the thread that asks, for {@link threadTime}; undefined on other systems. */
export function ownThread(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self');
  } catch {
    return undefined;
  }
}

/**
 * How long a thread has had a processor to itself, in milliseconds: on a busy machine far less than has passed.
 * Undefined where the system does not tell, or when the thread is gone.
 */
export function threadTime(thread: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${thread}/stat`, 'latin1');
    // After the name, which may hold anything, fields 12 and 13 are the time in the program and in the kernel.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * TICK;
  } catch {
    return undefined;
  }
}
