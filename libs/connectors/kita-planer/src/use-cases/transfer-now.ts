import { Runs } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { DeliveryLists, type DeliveryRecord } from '@gateway/delivery';
import { Injectable } from '@nestjs/common';
import type { RecordOutcome } from '../domain/record-outcomes';
import type { Context } from './context';
import { ImportCall, type ReadyCall } from './import-call';
import { PrepareCall } from './prepare-call';
import { SettleCall, type Settled } from './settle-call';
import { EXPORT } from './take-run';
import type { TakenChild } from './take-over';

/** How a real-time transfer ended for the one child it was about (chapter 5.7). */
export interface Transferred {
  readonly result: 'EXPORTIERT' | 'ABGELEHNT' | 'IM_PUFFER' | 'UNGEKLAERT' | 'UNVERAENDERT' | 'PRUEFFEHLER';
  /** Why it is not exported; a stable code. */
  readonly because?: string;
  /** What the Kita-Planer said about each refused record, verbatim, for whoever sent the data. */
  readonly refusals: readonly { readonly id: string; readonly code?: string; readonly message?: string }[];
}

/** What real time has in hand between taking over and sending. */
export type Prepared = { readonly ready: ReadyCall } | { readonly waits: Transferred };

/**
 * Echtzeitübertragung: sends one child's records at once and tells the source how it went (chapter 5.7).
 * Where that cannot be, they wait in the buffer like any other; what the Kita-Planer refuses goes back
 * to the source, and leaves nothing but its log.
 */
@Injectable()
export class TransferNow {
  constructor(
    private readonly database: Database,
    private readonly runs: Runs,
    private readonly lists: DeliveryLists,
    private readonly prepareCall: PrepareCall,
    private readonly call: ImportCall,
    private readonly settle: SettleCall,
  ) {}

  /** In the transaction that took the child over: claims its records and puts on record that they are being sent. */
  async prepare(tx: Tx, context: Context, { records }: TakenChild): Promise<Prepared> {
    const held = records.find(({ result }) => result === 'held');
    if (held) return { waits: waiting('PRUEFFEHLER', held.problems[0]?.code) };
    const ids = records.flatMap(({ id }) => id ?? []);
    const own = await this.lists.find(tx, ids);
    const ready = own.filter(({ state }) => state === 'accepted');
    if (ready.length === 0) return { waits: resultOf(own) };
    if (await this.runs.isAlive(tx, context.connection, EXPORT))
      return { waits: waiting('IM_PUFFER', 'LAUF_AKTIV') };

    const lanes = [...new Set(ready.map(({ lane }) => lane))];
    const call = await this.prepareCall.claim(tx, context, { limit: 500, lanes });
    if (!call) return { waits: waiting('IM_PUFFER', 'VORGAENGER_OFFEN') };
    return { ready: await this.call.intend(tx, call, context) };
  }

  /** What has become of a child's records that were taken over before. */
  async stateOf(tx: Tx, { records }: TakenChild): Promise<Transferred> {
    const held = records.find(({ result }) => result === 'held');
    if (held) return waiting('PRUEFFEHLER', held.problems[0]?.code);
    return resultOf(
      await this.lists.find(
        tx,
        records.flatMap(({ id }) => id ?? []),
      ),
    );
  }

  /** Makes the call and settles it in one transaction. */
  async send(ready: ReadyCall, context: Context, signal?: AbortSignal): Promise<Transferred> {
    const ended = await this.call.send(ready, context, signal);
    const settled = await this.database.tenant(context.tenant, async (tx) => {
      const result = await this.settle.run(tx, ended, context, {
        keepAnswer: ended.credential !== undefined,
      });
      await this.settle.giveBack(tx, ended, context, result);
      return result;
    });
    return transferredOf(settled, ended.credentialProblem);
  }
}

const waiting = (result: Transferred['result'], because?: string): Transferred => ({
  result,
  ...(because === undefined ? {} : { because }),
  refusals: [],
});

/** Nothing new to send: what became of the same content before. */
function resultOf(own: readonly Pick<DeliveryRecord, 'state' | 'businessOutcome' | 'cause'>[]): Transferred {
  if (own.some(({ state }) => state === 'uncertain' || state === 'sending'))
    return waiting('UNGEKLAERT', 'VORGAENGER_OFFEN');
  if (own.some(({ state }) => state === 'rejected' || state === 'failed'))
    return waiting('ABGELEHNT', 'UNVERAENDERT');
  const refused = own.find(({ businessOutcome }) => businessOutcome === 'rejected');
  if (refused) return waiting('ABGELEHNT', refused.cause ?? undefined);
  if (own.some(({ state }) => state === 'accepted' || state === 'held')) return waiting('IM_PUFFER');
  return waiting(own.some(({ state }) => state === 'delivered') ? 'EXPORTIERT' : 'UNVERAENDERT');
}

function transferredOf(
  { class: how, reason, outcomes }: Settled,
  credentialProblem: string | undefined,
): Transferred {
  if (outcomes.length === 0)
    return waiting('IM_PUFFER', credentialProblem ?? (how === 'NICHT_GESENDET' ? reason : how));
  if (outcomes.some(({ result }) => result === 'UNGEKLAERT')) return waiting('UNGEKLAERT', reason);
  const refusals = outcomes.flatMap(refusalOf);
  return { result: refusals.length > 0 ? 'ABGELEHNT' : 'EXPORTIERT', refusals };
}

const refusalOf = (outcome: RecordOutcome): Transferred['refusals'] =>
  outcome.result === 'FEHLER_IN_KITA_PLANER'
    ? [
        {
          id: outcome.id,
          ...(outcome.errorCode === undefined ? {} : { code: outcome.errorCode }),
          ...(outcome.message === undefined ? {} : { message: outcome.message }),
        },
      ]
    : [];
