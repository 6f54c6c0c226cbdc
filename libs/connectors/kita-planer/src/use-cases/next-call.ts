import { Runs } from '@gateway/connector';
import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import { ImportCall } from './import-call';
import { Pace } from './pace';
import { PrepareCall } from './prepare-call';
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
  since: number;
}

/** What became of a call, and whether waiting may help. */
export type Outcome = Settled & { readonly repeatable: boolean; readonly retryAfterSeconds?: number };

export const startingCounts = (limit: number): Counts => ({
  ...{ calls: 0, exported: 0, refused: 0, unclear: 0 },
  ...{ notSentInRow: 0, halved: 0, limit, since: Date.now() },
});

/** One call of a run from claim to result, each step on record before the next is taken. */
@Injectable()
export class NextCall {
  constructor(
    private readonly database: Database,
    private readonly runs: Runs,
    private readonly prepare: PrepareCall,
    private readonly call: ImportCall,
    private readonly settle: SettleCall,
    private readonly pace: Pace,
  ) {}

  /** Undefined when nothing waits any more, `lost` when somebody has taken over this run. */
  async run(context: Context, counts: Counts, signal: AbortSignal): Promise<Outcome | 'lost' | undefined> {
    const { tenant, run = '' } = context;
    const call = await this.database.tenant(tenant, async (tx) => {
      if (!(await this.runs.extend(tx, run, this.pace.leaseSeconds, counts))) return 'lost';
      return this.prepare.run(tx, context, { limit: counts.limit, acceptedUntil: new Date(counts.since) });
    });
    if (call === 'lost' || !call) return call;
    const ended = await this.call.send(call, context, signal);
    if (ended.credential) await this.settle.keepAnswer(ended);
    const settled = await this.database.tenant(tenant, (tx) =>
      this.settle.run(tx, ended, context, { keepAnswer: false }),
    );
    counts.calls += 1;
    counts.exported += settled.exported;
    counts.refused += settled.refused;
    counts.unclear += settled.unclear;
    const { credentialProblem, repeatable } = ended;
    return { ...settled, repeatable, ...(credentialProblem ? { reason: credentialProblem } : {}) };
  }
}
