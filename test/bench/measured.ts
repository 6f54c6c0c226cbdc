import { cpuMs } from './cpu';
import type { Stage } from './stage';

export interface Measured<T> {
  readonly result: T;
  readonly wallMs: number;
  /** Of this process and of PostgreSQL. */
  readonly cpuMs: number;
}

/** Does the work and tells what it took. */
export async function measured<T>({ postgres }: Stage, work: () => Promise<T>): Promise<Measured<T>> {
  const cpuBefore = cpuMs(postgres.pid);
  const begun = performance.now();
  const result = await work();
  const wallMs = performance.now() - begun;
  return { result, wallMs, cpuMs: cpuMs(postgres.pid) - cpuBefore };
}

/** Does one piece of work after the other; how long each took, in milliseconds. */
export async function durations<T>(
  pieces: readonly T[],
  work: (piece: T) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (const piece of pieces) {
    const begun = performance.now();
    await work(piece);
    times.push(performance.now() - begun);
  }
  return times;
}

/** How often everything is repeated, apart from once to warm up. */
export const ROUNDS = 5;
