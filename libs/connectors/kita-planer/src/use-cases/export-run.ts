import { AuditTrail, type Actor } from '@gateway/audit';
import { Connections, Runs, type Connection, type TakenRun, type Trigger } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Deliveries } from '@gateway/delivery';
import { waitBefore } from '@gateway/retry';
import { Injectable, Logger } from '@nestjs/common';
import { settingsOf, type Context } from './context';
import { Credentials } from './credentials';
import { ImportCall } from './import-call';
import { Pace } from './pace';
import { RecoverCalls } from './recover-calls';
import { recordsMoved } from './record-trail';
import { ResendUncertain } from './resend-uncertain';
import { SettleCall, type Settled } from './settle-call';

export const EXPORT = 'export';

/** Where to look, never what to send; enough to take up a run that was interrupted. */
export interface ExportJob {
  readonly tenant: string;
  readonly connection: string;
  readonly trigger: Trigger;
  readonly actor: Actor;
}

/** What the run wants to happen next. */
export type Next =
  | { readonly next: 'done' }
  /** Go on with this run, not before that many milliseconds. */
  | { readonly next: 'continue'; readonly inMs: number }
  /** Start another run, not before that many seconds: the partner asked for it. */
  | { readonly next: 'later'; readonly inSeconds: number };

/** Numbers only; kept with the run while it is under way. */
interface Counts extends Record<string, number> {
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
type Outcome = Settled & { readonly repeatable: boolean; readonly retryAfterSeconds?: number };

const DONE: Next = { next: 'done' };

/**
 * One export of everything that waits on a connection (chapter 5.6): alone on its connection, by calls
 * of at most so many records, in slices that leave room for other tenants. A run that was interrupted
 * is taken up where it stopped; one that died is cleaned up after.
 */
@Injectable()
export class ExportRun {
  private readonly logger = new Logger(ExportRun.name);

  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly runs: Runs,
    private readonly deliveries: Deliveries,
    private readonly recover: RecoverCalls,
    private readonly resendUncertain: ResendUncertain,
    private readonly credentials: Credentials,
    private readonly call: ImportCall,
    private readonly settle: SettleCall,
    private readonly audit: AuditTrail,
    private readonly pace: Pace,
  ) {}

  async run(job: ExportJob, signal: AbortSignal): Promise<Next> {
    const taken = await this.database.tenant(job.tenant, (tx) => this.take(tx, job));
    if (!taken) return DONE;
    const { run, connection } = taken;
    const settings = settingsOf(connection);
    const context: Context = { ...job, connection: connection.id, settings, run: run.id };
    const counts: Counts = { ...startingCounts(settings.batchSize), ...run.counts };
    try {
      if (!run.counts) await this.tidyUp(context);
      return await this.slice(context, counts, signal);
    } catch (error) {
      await this.end(context, counts, 'failed', 'INTERNAL');
      throw error;
    }
  }

  /** Undefined when there is nothing to do: off, paused, locked out (KP-Z11), or somebody else is at it (KP-L01). */
  private async take(tx: Tx, job: ExportJob): Promise<{ run: TakenRun; connection: Connection } | undefined> {
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

  /** Before the first call: what died is settled, what is too old is given up, what may be repeated is. */
  private async tidyUp(context: Context): Promise<void> {
    await this.recover.run(context);
    const { tenant, connection, actor, run } = context;
    await this.database.tenant(tenant, async (tx) => {
      const { changed } = await this.deliveries.giveUp(
        tx,
        { connectionId: connection, limit: 10_000 },
        new Date(),
      );
      await this.audit.record(tx, recordsMoved(changed, { tenant, actor, req: run }));
    });
    if (context.settings.resendUncertain === 'automatic') await this.resendUncertain.run(context);
  }

  private async slice(context: Context, counts: Counts, signal: AbortSignal): Promise<Next> {
    const until = performance.now() + this.pace.sliceMs;
    for (;;) {
      if (signal.aborted || performance.now() > until) return this.pause(context, counts, 0);
      const settled = await this.oneCall(context, counts, signal);
      if (settled === 'lost') return DONE;
      if (!settled) return this.end(context, counts, 'done');
      const next = await this.follow(context, counts, settled);
      if (next) return next;
    }
  }

  /** One call; undefined when nothing waits any more, `lost` when somebody has taken over this run. */
  private async oneCall(
    context: Context,
    counts: Counts,
    signal: AbortSignal,
  ): Promise<Outcome | 'lost' | undefined> {
    const { tenant, run = '' } = context;
    const call = await this.database.tenant(tenant, async (tx) => {
      if (!(await this.runs.extend(tx, run, this.pace.leaseSeconds, counts))) return 'lost';
      return this.call.prepare(tx, context, { limit: counts.limit, acceptedUntil: new Date(counts.since) });
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

const startingCounts = (limit: number): Counts => ({
  ...{ calls: 0, exported: 0, refused: 0, unclear: 0 },
  ...{ notSentInRow: 0, halved: 0, limit, since: Date.now() },
});

/** Why a run ended early, in one word. */
const endCode = ({ class: how, reason, repeatable }: Outcome): string => {
  if (how !== 'NICHT_GESENDET') return how;
  return repeatable ? 'FEHLER_VERBINDUNG' : reason;
};
