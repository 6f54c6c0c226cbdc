import type { Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { contentMark, idempotent, type GivenAnswer } from '@gateway/http';
import { Jobs } from '@gateway/jobs';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { CareRecord } from '../domain/care-record';
import { settingsOf, type Context } from './context';
import { exportQueue } from './export-queue';
import { TakeOver, type TakenChild } from './take-over';
import { TransferNow, type Prepared, type Transferred } from './transfer-now';

export interface ReceiveInput {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
  /** The caller's Idempotency-Key; the same content under it is taken over once. */
  readonly key: string;
  readonly route: string;
  /** As it was sent, to tell a repetition from another request. */
  readonly content: unknown;
  readonly cares: readonly CareRecord[];
}

export interface Received {
  readonly children: readonly TakenChild[];
  /** The answer to an earlier request with the same key. */
  readonly replayed: boolean;
}

/** Change events of the source: into the buffer, and – in real time – straight on to the Kita-Planer. */
@Injectable()
export class Receive {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly takeOver: TakeOver,
    private readonly transferNow: TransferNow,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Fills the buffer from many children. Where Echtzeitübertragung is on, an export follows at once.
   *
   * @throws {IdempotencyMismatch} @throws {NotFound} @throws {SubjectErased}
   */
  async batch(input: ReceiveInput): Promise<Received> {
    return this.database.tenant(input.tenant, async (tx) => {
      const { context, sends } = await this.contextOf(tx, input, 'person');
      const { body, replayed } = await this.once(tx, input, context);
      if (!replayed && sends) await this.wakeExport(tx, input);
      return { children: body, replayed };
    });
  }

  /**
   * One change event. With Echtzeitübertragung on, the answer of the Kita-Planer is waited for; the same
   * event again under the same key tells what became of the first, and sends nothing.
   */
  async one(
    input: ReceiveInput,
    signal?: AbortSignal,
  ): Promise<Transferred & { readonly taken: TakenChild }> {
    const { taken, prepared, context } = await this.database.tenant(input.tenant, async (tx) => {
      const { context, sends } = await this.contextOf(tx, input, 'real-time');
      const { body, replayed } = await this.once(tx, input, context);
      const [child] = body;
      if (!child) throw new Error('Nothing was taken over');
      const prepared: Prepared =
        sends && !replayed
          ? await this.transferNow.prepare(tx, context, child)
          : { waits: await this.transferNow.stateOf(tx, child) };
      return { taken: child, prepared, context };
    });
    const transferred =
      'waits' in prepared ? prepared.waits : await this.transferNow.send(prepared.ready, context, signal);
    return { ...transferred, taken };
  }

  private async once(tx: Tx, input: ReceiveInput, context: Context): Promise<GivenAnswer<TakenChild[]>> {
    const { tenant, key, route, content, cares } = input;
    const digests = await this.payloads.digests(tx, tenant);
    const mark = contentMark(content, (bytes) => digests.fingerprint(bytes.toString('utf8')));
    return idempotent(tx, { tenant, key, route: `${route} ${input.connection}`, mark }, async () => ({
      status: 202,
      body: await this.takeOver.run(tx, cares, context, new Date()),
    }));
  }

  /** Also tells whether what comes in is to be sent at once. */
  private async contextOf(
    tx: Tx,
    { tenant, connection, actor }: ReceiveInput,
    trigger: Context['trigger'],
  ): Promise<{ context: Context; sends: boolean }> {
    const stored = await this.connections.get(tx, connection);
    const settings = settingsOf(stored);
    return {
      context: { tenant, connection: stored.id, actor, trigger, settings },
      sends: stored.active && stored.pausedBecause === null && settings.realTime,
    };
  }

  private async wakeExport(tx: Tx, { tenant, connection, actor }: ReceiveInput): Promise<void> {
    await this.jobs.enqueue(
      tx,
      exportQueue,
      { tenant, connection, trigger: 'real-time', actor },
      { key: connection },
    );
  }
}
