import type { Command } from 'commander';

/** A partner that is up, and what a developer must know to reach it. */
export interface RunningPartner {
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** One interface's partner, as the start command sees it. */
export interface Partner {
  readonly name: string;
  /** Adds the partner's own options to the command. */
  describe(command: Command): void;
  /** @throws the listener's own error if a port is taken. */
  start(options: Readonly<Record<string, unknown>>): Promise<RunningPartner>;
}
