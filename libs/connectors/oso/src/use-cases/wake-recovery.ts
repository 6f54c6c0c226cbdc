import type { Tx } from '@gateway/database';
import { Jobs } from '@gateway/jobs';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import { Pace } from './pace';
import { recoverQueue } from './recover-queue';

/** One look serves all attempts whose leases end before it, within this time. */
const SHARED_MS = 30_000;

/** Connections remembered; more would only mean looks too many. */
const MOST = 10_000;

/** Has somebody look after attempts when their leases are over. */
@Injectable()
export class WakeRecovery {
  /** When the last look ordered for a connection, and committed, will be. */
  private readonly ordered = new Map<string, number>();

  constructor(
    private readonly jobs: Jobs,
    private readonly pace: Pace,
  ) {}

  get leaseSeconds(): number {
    return this.pace.leaseSeconds;
  }

  /**
   * Orders a look after the lease, in the transaction that begins it, unless one is ordered.
   *
   * @returns to be called when that transaction is committed: from then on others rely on it
   */
  async after(tx: Tx, { tenant, connection }: Context, leaseUntil: Date): Promise<() => void> {
    if ((this.ordered.get(connection) ?? 0) > leaseUntil.getTime()) return () => undefined;
    const at = leaseUntil.getTime() + SHARED_MS;
    await this.jobs.enqueue(tx, recoverQueue, { tenant, connection }, { startAfter: new Date(at) });
    return () => this.remember(connection, at);
  }

  private remember(connection: string, at: number): void {
    if (this.ordered.size >= MOST) this.ordered.clear();
    this.ordered.set(connection, Math.max(at, this.ordered.get(connection) ?? 0));
  }
}
