import type { Tx } from '@gateway/database';
import { Jobs } from '@gateway/jobs';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import { Pace } from './pace';
import { recoverQueue } from './recover-queue';

/** Has somebody look after an attempt when its lease is over. */
@Injectable()
export class WakeRecovery {
  constructor(
    private readonly jobs: Jobs,
    private readonly pace: Pace,
  ) {}

  get leaseSeconds(): number {
    return this.pace.leaseSeconds;
  }

  async after(tx: Tx, { tenant, connection }: Context, leaseUntil: Date): Promise<void> {
    const startAfter = new Date(leaseUntil.getTime() + 1_000);
    await this.jobs.enqueue(tx, recoverQueue, { tenant, connection }, { startAfter });
  }
}
