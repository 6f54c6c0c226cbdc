import type { Mistake } from './mistakes';
import { Random } from './random';

/** Yields how many milliseconds to sleep; at every yield others may run, or the process may die. */
export type Process = Generator<number, void, void>;

interface Running {
  readonly begin: () => Process;
  readonly mortal: boolean;
  process: Process;
  wakeAt: number;
}

export const times = { attempt: 50, lease: 130, late: 100, quiet: 160, calm: 500 } as const;

/** One seed is one history: a clock that moves only here, and everybody's steps in random order. */
export class World {
  readonly random: Random;
  now = 0;
  /** Faults happen until the world becomes calm; then everything has to come to an end. */
  calm = false;
  readonly violations: string[] = [];
  private readonly processes: Running[] = [];

  constructor(
    seed: number,
    readonly mistake: Mistake | null,
  ) {
    this.random = new Random(seed);
  }

  get date(): Date {
    return new Date(this.now);
  }

  /** A mortal process may die at any step and begins again later, remembering nothing. */
  start(begin: () => Process, { mortal = false }: { readonly mortal?: boolean } = {}): void {
    this.processes.push({ begin, mortal, process: begin(), wakeAt: this.now });
  }

  violated(invariant: string): void {
    this.violations.push(`${this.now} ms: ${invariant}`);
  }

  /** Runs until done, a violation, or the limit, which is a violation itself. */
  run(isDone: () => boolean): void {
    for (let steps = 0; this.violations.length === 0; steps++) {
      this.calm ||= this.now >= times.calm;
      if (this.calm && isDone()) return;
      if (steps > 20_000) {
        this.violated('some record has nobody who takes care of it');
        return;
      }
      this.step();
    }
  }

  private step(): void {
    const running = this.next();
    this.now += this.random.below(3);
    if (running.mortal && !this.calm && this.random.chance(0.02)) {
      running.process = running.begin();
      running.wakeAt = this.now + this.random.below(60);
      return;
    }
    const { done, value } = running.process.next();
    if (done) this.processes.splice(this.processes.indexOf(running), 1);
    const stalls = running.mortal && !this.calm && this.random.chance(0.03);
    running.wakeAt = this.now + (value ?? 0) + (stalls ? this.random.below(4 * times.lease) : 0);
  }

  /** Any of those that are awake; while all sleep, time passes. */
  private next(): Running {
    let earliest = Number.MAX_VALUE;
    for (const { wakeAt } of this.processes) if (wakeAt < earliest) earliest = wakeAt;
    if (earliest > this.now) this.now = earliest;
    return this.random.pick(this.processes.filter(({ wakeAt }) => wakeAt <= this.now));
  }
}
