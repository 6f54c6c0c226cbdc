import type { Actor } from '@gateway/audit';
import { Connections, Runs, type Connection, type TakenRun, type Trigger } from '@gateway/connector';
import type { Tx } from '@gateway/database';
import { Injectable, Logger } from '@nestjs/common';
import { Credentials } from './credentials';
import { Pace } from './pace';

export const EXPORT = 'export';

/** Where to look, never what to send; enough to take up a run that was interrupted. */
export interface ExportJob {
  readonly tenant: string;
  readonly connection: string;
  readonly trigger: Trigger;
  readonly actor: Actor;
}

/** Lets one run at a time have a connection (chapter 5.6 step 1). */
@Injectable()
export class TakeRun {
  private readonly logger = new Logger(TakeRun.name);

  constructor(
    private readonly connections: Connections,
    private readonly runs: Runs,
    private readonly credentials: Credentials,
    private readonly pace: Pace,
  ) {}

  /** Undefined when there is nothing to do: off, paused, locked out (KP-Z11), or somebody else is at it (KP-L01). */
  async run(tx: Tx, job: ExportJob): Promise<{ run: TakenRun; connection: Connection } | undefined> {
    const connection = await this.connections.get(tx, job.connection);
    if (!connection.active || connection.pausedBecause !== null) return undefined;
    if (job.trigger === 'schedule' && (await this.credentials.isCentralLocked(tx, connection))) {
      this.logger.log({ code: 'KP-Z11', connection: job.connection }, 'The central credential is locked');
      return undefined;
    }
    const run = await this.runs.start(tx, { ...job, kind: EXPORT, leaseSeconds: this.pace.leaseSeconds });
    if (!run)
      this.logger.log({ code: 'KP-L01', connection: job.connection }, 'Another run holds the connection');
    return run && { run, connection };
  }
}
