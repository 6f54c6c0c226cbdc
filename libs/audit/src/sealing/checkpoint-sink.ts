import { once } from 'node:events';
import { open, readFile, truncate } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { PublishedCheckpoint } from './checkpoint-note';

/**
 * A place outside the database that keeps checkpoints; the more of them are beyond the operator's
 * reach, the more a checkpoint is worth.
 */
export interface CheckpointSink {
  /** For messages, e.g. `file`. */
  readonly name: string;
  /** The number of the last checkpoint it has; undefined if it takes whatever comes. */
  lastNumber(): Promise<number | undefined>;
  append(checkpoints: readonly PublishedCheckpoint[]): Promise<void>;
}

/** One line of a file of checkpoints. */
export const checkpointLine = ({ note, heads, pruned }: PublishedCheckpoint): string =>
  `${JSON.stringify({ note, heads, pruned })}\n`;

/**
 * Appends to a file and waits until the bytes are on the disk. On a mount with a retention lock nobody
 * can take them back.
 */
export class FileCheckpointSink implements CheckpointSink {
  readonly name = 'file';
  private last?: number;

  constructor(private readonly path: string) {}

  async lastNumber(): Promise<number> {
    return (this.last ??= await this.readLastNumber());
  }

  async append(checkpoints: readonly PublishedCheckpoint[]): Promise<void> {
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(checkpoints.map(checkpointLine).join(''));
      await file.datasync();
      this.last = checkpoints.at(-1)?.number ?? this.last;
    } finally {
      await file.close();
    }
  }

  /** Half a line, left by a machine that lost its power, was never acknowledged and is cut off. */
  private async readLastNumber(): Promise<number> {
    const content = await readFile(this.path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    });
    const complete = content.lastIndexOf('\n') + 1;
    if (complete < content.length) await truncate(this.path, complete);
    const numbers = content.toString('utf8', 0, complete).match(/(?<=\\nnumber )\d+(?=\\n)/g) ?? [];
    return Number(numbers.at(-1) ?? 0);
  }
}

/** Writes to the standard output, for whoever collects the sealer's log. */
export class StreamCheckpointSink implements CheckpointSink {
  readonly name = 'stream';

  constructor(private readonly out: Writable = process.stdout) {}

  lastNumber(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async append(checkpoints: readonly PublishedCheckpoint[]): Promise<void> {
    if (!this.out.write(checkpoints.map(checkpointLine).join(''))) await once(this.out, 'drain');
  }
}
