import { Runs } from '@gateway/connector';
import { Database } from '@gateway/database';
import { waitBefore } from '@gateway/retry';
import { Injectable } from '@nestjs/common';
import { Behind } from './behind';
import { settingsOf, type Context } from './context';
import type { EndedCall } from './import-call';
import { NextCall, startingCounts, type Counts, type Outcome } from './next-call';
import { Pace } from './pace';
import { TakeRun, type ExportJob } from './take-run';
import { TidyUp } from './tidy-up';

/** What the run wants to happen next. */
export type Next =
  | { readonly next: 'done' }
  /** Go on with this run, not before that many milliseconds. */
  | { readonly next: 'continue'; readonly inMs: number }
  /** Start another run, not before that many seconds: the partner asked for it. */
  | { readonly next: 'later'; readonly inSeconds: number };

const DONE: Next = { next: 'done' };

interface Slice {
  readonly behind: Behind;
  readonly until: number;
  readonly signal: AbortSignal;
}

/**
 * One export of everything that waits on a connection (chapter 5.6): alone on its connection, by calls
 * of at most so many records, in slices that leave room for other tenants. A run that was interrupted
 * is taken up where it stopped; one that died is cleaned up after.
 */
@Injectable()
export class ExportRun {
  constructor(
    private readonly database: Database,
    private readonly runs: Runs,
    private readonly takeRun: TakeRun,
    private readonly tidyUp: TidyUp,
    private readonly nextCall: NextCall,
    private readonly pace: Pace,
  ) {}

  async run(job: ExportJob, signal: AbortSignal): Promise<Next> {
    const taken = await this.database.tenant(job.tenant, (tx) => this.takeRun.run(tx, job));
    if (!taken) return DONE;
    const { run, connection } = taken;
    const settings = settingsOf(connection);
    const context: Context = { ...job, connection: connection.id, settings, run: run.id };
    const counts: Counts = { ...startingCounts(settings.batchSize), ...run.counts };
    if (run.died.length > 0) counts.careful = 1;
    try {
      if (!run.counts) await this.tidyUp.run(context);
      return await this.slice(context, counts, signal);
    } catch (error) {
      await this.end(context, counts, 'failed', 'INTERNAL');
      throw error;
    }
  }

  private async slice(context: Context, counts: Counts, signal: AbortSignal): Promise<Next> {
    const slice = { behind: new Behind(), until: performance.now() + this.pace.sliceMs, signal };
    try {
      for (;;) {
        const next = await this.oneMore(context, counts, slice);
        if (next) return next;
      }
    } finally {
      await slice.behind.end();
    }
  }

  /** While a call is made, the one before is settled; nothing more than that is under way at once. */
  private async oneMore(
    context: Context,
    counts: Counts,
    { behind, until, signal }: Slice,
  ): Promise<Next | undefined> {
    const ended = signal.aborted ? 'aborted' : await this.nextCall.make(context, counts, signal);
    const wasBusy = await behind.end();
    if (ended === 'lost') return DONE;
    const next = typeof ended === 'object' ? await this.goOn(context, counts, ended, behind) : undefined;
    // Only now, so that a call that was made is settled whatever became of the one before.
    behind.check();
    if (next) return next;
    // What was being settled may have left something of the same child to send.
    if (!ended) return wasBusy ? undefined : this.end(context, counts, 'done');
    // Asked at the end: a slice brings the run on, however short it is.
    if (ended !== 'aborted' && performance.now() <= until) return undefined;
    await behind.end();
    behind.check();
    return this.pause(context, counts, 0);
  }

  private async goOn(
    context: Context,
    counts: Counts,
    ended: EndedCall,
    behind: Behind,
  ): Promise<Next | undefined> {
    const settling = this.nextCall.settle(ended, context, counts);
    if (!mayOverlap(ended)) return this.follow(context, counts, await settling);
    counts.notSentInRow = 0;
    behind.start(settling);
    return undefined;
  }

  /** Undefined to go on at once. */
  private async follow(context: Context, counts: Counts, settled: Outcome): Promise<Next | undefined> {
    const { advice, class: how } = settled;
    if (how !== 'NICHT_GESENDET') counts.notSentInRow = 0;
    if (advice.next === 'continue') return undefined;
    if (advice.next === 'halve' && counts.halved === 0 && counts.limit > 1) {
      counts.halved = 1;
      counts.limit = Math.ceil(counts.limit / 2);
      return undefined;
    }
    if (how === 'NICHT_GESENDET' && settled.repeatable) {
      counts.notSentInRow += 1;
      if (counts.notSentInRow < context.settings.connectAttempts)
        return this.pause(
          context,
          counts,
          waitBefore(counts.notSentInRow, this.pace.calls, settled, Math.random()),
        );
    }
    await this.end(context, counts, 'failed', endCode(settled));
    return how === 'NICHT_VERARBEITET' ? { next: 'later', inSeconds: advice.retryAfterSeconds ?? 60 } : DONE;
  }

  private async pause({ tenant, run = '' }: Context, counts: Counts, inMs: number): Promise<Next> {
    await this.database.tenant(tenant, (tx) => this.runs.pause(tx, run, counts));
    return { next: 'continue', inMs };
  }

  private async end(
    { tenant, run = '' }: Context,
    counts: Counts,
    state: 'done' | 'failed',
    code?: string,
  ): Promise<Next> {
    await this.database.tenant(tenant, (tx) => this.runs.finish(tx, run, { state, code, counts }));
    return DONE;
  }
}

/**
 * Whether the next call may be made before this one is settled: where all went well, and where it holds more than
 * one child – of one that is larger than a call, the rest must be in the very next one.
 */
const mayOverlap = ({ call, result: { advice } }: EndedCall): boolean =>
  advice.next === 'continue' &&
  advice.lockCredential === undefined &&
  call.records.some(({ lane }) => lane !== call.records[0]?.lane);

/** Why a run ended early, in one word. */
const endCode = ({ class: how, reason, repeatable }: Outcome): string => {
  if (how !== 'NICHT_GESENDET') return how;
  return repeatable ? 'FEHLER_VERBINDUNG' : reason;
};
