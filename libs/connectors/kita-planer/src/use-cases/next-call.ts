import { Runs } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Deliveries } from '@gateway/delivery';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import { ImportCall, type EndedCall, type ReadyCall } from './import-call';
import { Pace } from './pace';
import { PrepareCall, type PreparedCall } from './prepare-call';
import { SettleCall, type Settled } from './settle-call';

/** Numbers only; kept with the run while it is under way. */
export interface Counts extends Record<string, number> {
  calls: number;
  exported: number;
  refused: number;
  unclear: number;
  notSentInRow: number;
  /** Records per call; smaller after the partner found a call too large. */
  limit: number;
  halved: number;
  /** 1 after a worker died: what is claimed is on record before anybody opens it. */
  careful: number;
  since: number;
}

/** What became of a call, and whether waiting may help. */
export type Outcome = Settled & { readonly repeatable: boolean; readonly retryAfterSeconds?: number };

export const startingCounts = (limit: number): Counts => ({
  ...{ calls: 0, exported: 0, refused: 0, unclear: 0 },
  ...{ notSentInRow: 0, halved: 0, careful: 0, limit, since: Date.now() },
});

/** One call of a run in two steps: made, and settled. Each leaves on record how far it came. */
@Injectable()
export class NextCall {
  constructor(
    private readonly database: Database,
    private readonly runs: Runs,
    private readonly deliveries: Deliveries,
    private readonly prepare: PrepareCall,
    private readonly call: ImportCall,
    private readonly settling: SettleCall,
    private readonly pace: Pace,
  ) {}

  /**
   * Claims the next records and sends them; what is claimed is on record as being sent from the same moment on.
   * Undefined when nothing waits any more, `lost` when somebody has taken over this run.
   */
  async make(context: Context, counts: Counts, signal: AbortSignal): Promise<EndedCall | 'lost' | undefined> {
    const { tenant, run = '' } = context;
    let ready: ReadyCall | undefined;
    try {
      const call = await this.database.tenant(tenant, async (tx) => {
        if (!(await this.runs.extend(tx, run, this.pace.leaseSeconds, counts))) return 'lost';
        const batch = { limit: counts.limit, acceptedUntil: new Date(counts.since) };
        if (counts.careful) return this.prepare.run(tx, context, batch);
        const claimed = await this.prepare.claim(tx, context, batch);
        if (claimed) ready = await this.call.intend(tx, claimed, context);
        return claimed;
      });
      if (call === 'lost') return call;
      if (call && counts.careful) ready = await this.openCarefully(call, context);
    } catch (error) {
      if (ready) this.call.discard(ready);
      throw error;
    }
    return ready && this.call.send(ready, context, signal);
  }

  /** In a transaction of its own: should the worker die of it, the claim stays on record, and counts (promise D7). */
  private openCarefully(call: PreparedCall, context: Context): Promise<ReadyCall> {
    return this.database.tenant(context.tenant, async (tx) => {
      const ours = await this.deliveries.stillClaimed(tx, call.records, new Date());
      return ours.size < call.records.length ? { call } : this.call.intend(tx, call, context);
    });
  }

  /** The answer first, then what is made of it. */
  async settle(ended: EndedCall, context: Context, counts: Counts): Promise<Outcome> {
    if (ended.credential) await this.settling.keepAnswer(ended);
    const settled = await this.database.tenant(context.tenant, (tx) =>
      this.settling.run(tx, ended, context, { keepAnswer: false }),
    );
    counts.calls += 1;
    counts.exported += settled.exported;
    counts.refused += settled.refused;
    counts.unclear += settled.unclear;
    const { credentialProblem, repeatable } = ended;
    return { ...settled, repeatable, ...(credentialProblem ? { reason: credentialProblem } : {}) };
  }
}
