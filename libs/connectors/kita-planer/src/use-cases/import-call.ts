import type { Tx } from '@gateway/database';
import type { Exchange } from '@gateway/egress';
import { GatewayError } from '@gateway/errors';
import { mayRepeat } from '@gateway/retry';
import { ProtocolLog, type CallCredential } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { CallResult } from '../domain/call-result';
import type { TransferRecord } from '../domain/fields';
import type { EncodedCall } from '../protocol/drahtprofil';
import { profiles } from '../protocol/profiles';
import { unpacked } from '../storage/packed';
import { readOutcome } from './call-outcome';
import type { Context } from './context';
import { Credentials, type OpenCredential } from './credentials';
import { ImportExchange } from './import-exchange';
import { PrepareCall, recordOf, type PreparedCall } from './prepare-call';

/** A call on record as being sent, or – without `outgoing` – one that cannot be made. */
export interface ReadyCall {
  readonly call: PreparedCall;
  readonly outgoing?: Outgoing;
  /** Code of the credential's problem that keeps the call from being made (KP-Z01 to Z11). */
  readonly credentialProblem?: string;
}

/** What will leave the house, with its secrets. */
interface Outgoing {
  readonly credential: OpenCredential;
  readonly encoded: EncodedCall;
}

/** How a call ended, and what its answer says; nothing of it is on record yet. */
export interface EndedCall {
  readonly call: PreparedCall;
  readonly exchange: CallExchange;
  readonly result: CallResult;
  /** Certainly not sent or not processed, and it may go better later without anybody changing anything. */
  readonly repeatable: boolean;
  readonly credential?: CallCredential & { readonly user?: string | undefined };
  /** Code of the credential's problem that kept the call from being made (KP-Z01 to Z11). */
  readonly credentialProblem?: string;
}

export type CallExchange = Pick<
  Exchange,
  'reached' | 'reason' | 'status' | 'body' | 'beginning' | 'retryAfterSeconds' | 'timings'
>;

/**
 * One call of the import interface with the records that are next (chapters 5.1 and 5.5), in the middle of
 * its three steps: claimed by {@link PrepareCall}, on record as being sent and made here, answered and
 * settled by {@link SettleCall}.
 */
@Injectable()
export class ImportCall {
  constructor(
    private readonly payloads: Payloads,
    private readonly protocol: ProtocolLog,
    private readonly prepare: PrepareCall,
    private readonly credentials: Credentials,
    private readonly exchange: ImportExchange,
  ) {}

  /**
   * Opens what is to be sent and puts on record that it is being sent, in the transaction that claimed the
   * records: once that is over, and not before, the call may be made. It is sent, or discarded.
   */
  async intend(tx: Tx, call: PreparedCall, context: Context): Promise<ReadyCall> {
    const records = await this.open(tx, call);
    // Somebody was erased since: the others go back, and come again in the next call.
    const credential =
      records.length < call.records.length
        ? undefined
        : await this.credentials.open(tx, context, call.id).catch(problemOf);
    if (credential === undefined || typeof credential === 'string') {
      await this.prepare.keep(tx, call, context);
      return { call, ...(credential === undefined ? {} : { credentialProblem: credential }) };
    }
    try {
      const encoded = encode(call, context, credential, records);
      const requestHash = Buffer.from(encoded.hash, 'hex');
      const { mark } = credential;
      await this.protocol.begin(tx, {
        ...{ ...recordOf(call, context), phase: 'sending', credential: mark, requestHash },
      });
      return { call, outgoing: { credential, encoded } };
    } catch (error) {
      credential.wipe();
      throw error;
    }
  }

  /** Makes the call. Never throws for anything a partner or the network does. */
  async send(ready: ReadyCall, context: Context, signal?: AbortSignal): Promise<EndedCall> {
    const { call, outgoing, credentialProblem } = ready;
    if (!outgoing)
      return {
        ...{ call, exchange: notSent, result: readOutcome(call, notSent, context) },
        repeatable: credentialProblem === undefined,
        ...(credentialProblem === undefined ? {} : { credentialProblem }),
      };
    const { credential, encoded } = outgoing;
    try {
      const { endpoint, mark } = credential;
      const exchange = await this.exchange.make(call, context, { endpoint, ...encoded }, signal);
      const result = readOutcome(call, exchange, context);
      return { call, exchange, result, repeatable: mayRepeat(exchange), credential: mark };
    } finally {
      this.discard(ready);
    }
  }

  /** Clears the secrets of a call, whether it was made or not. */
  discard({ outgoing }: ReadyCall): void {
    outgoing?.encoded.wipe();
    outgoing?.credential.wipe();
  }

  /** What is to be sent; without those who have been erased. */
  private async open(tx: Tx, call: PreparedCall): Promise<{ id: string; record: TransferRecord }[]> {
    const opened = await this.payloads.open(
      tx,
      call.tenant,
      call.records.map(({ id, subjectId, payload }) => ({
        subject: subjectId ?? '',
        context: `record ${id}`,
        sealed: payload,
      })),
    );
    return call.records.flatMap(({ id }, index) => {
      const plain = opened[index];
      return plain ? [{ id, record: unpacked(plain) as TransferRecord }] : [];
    });
  }
}

/** The code of what is wrong with a credential; anything else goes on. */
function problemOf(error: unknown): string {
  if (error instanceof GatewayError && typeof error.facts.kp === 'string') return error.facts.kp;
  throw error;
}

const encode = (
  { number, startedAt }: PreparedCall,
  { settings }: Context,
  { user, password }: OpenCredential,
  records: readonly { id: string; record: TransferRecord }[],
): EncodedCall =>
  profiles[settings.wireProfile].kodieren(
    { traeger: settings.traeger, user, password, number, createdAt: startedAt, records },
    { omitEmptyFields: settings.omitEmptyFields },
  );

const notSent: CallExchange = { reached: 'not-sent', reason: 'WITHHELD', timings: { totalMs: 0 } };
