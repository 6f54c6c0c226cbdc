import { Database, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryRecord } from '@gateway/delivery';
import type { Exchange } from '@gateway/egress';
import { GatewayError } from '@gateway/errors';
import { mayRepeat } from '@gateway/retry';
import { ProtocolLog, type CallCredential } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { TransferRecord } from '../domain/fields';
import { profiles } from '../protocol/profiles';
import type { Context } from './context';
import { Credentials, type OpenCredential } from './credentials';
import { ImportExchange } from './import-exchange';
import type { PreparedCall } from './prepare-call';

/** How a call ended, before anybody has read what the answer says. */
export interface EndedCall {
  readonly call: PreparedCall;
  /** Those that were still ours when the call was made. */
  readonly records: readonly DeliveryRecord[];
  readonly exchange: CallExchange;
  /** Certainly not sent or not processed, and it may go better later without anybody changing anything. */
  readonly repeatable: boolean;
  readonly credential?: CallCredential & { readonly user?: string | undefined };
  /** Code of the credential's problem that kept the call from being made (KP-Z01 to Z11). */
  readonly credentialProblem?: string;
}

export type CallExchange = Pick<
  Exchange,
  'reached' | 'reason' | 'status' | 'body' | 'retryAfterSeconds' | 'timings'
>;

/**
 * One call of the import interface with the records that are next (chapters 5.1 and 5.5). Three steps,
 * each of them on record before it is taken: claimed – by {@link PrepareCall} –, sending, and – by
 * {@link SettleCall} – answered and settled.
 */
@Injectable()
export class ImportCall {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly payloads: Payloads,
    private readonly protocol: ProtocolLog,
    private readonly credentials: Credentials,
    private readonly exchange: ImportExchange,
  ) {}

  /** Makes the call. Never throws for anything a partner, the network or a credential does. */
  async send(call: PreparedCall, context: Context, signal?: AbortSignal): Promise<EndedCall> {
    try {
      return await this.credentials.use(context, call.id, (credential) =>
        this.sendWith(credential, call, context, signal),
      );
    } catch (error) {
      if (!(error instanceof GatewayError) || typeof error.facts.kp !== 'string') throw error;
      return {
        call,
        records: call.records,
        exchange: notSent,
        repeatable: false,
        credentialProblem: error.facts.kp,
      };
    }
  }

  private async sendWith(
    credential: OpenCredential,
    call: PreparedCall,
    context: Context,
    signal?: AbortSignal,
  ): Promise<EndedCall> {
    const { settings, tenant } = context;
    const opened = await this.database.tenant(tenant, (tx) => this.open(tx, call));
    // Somebody of this call was erased since: the others go back, and come again in the next one.
    if (opened.length < call.records.length)
      return { call, records: call.records, exchange: notSent, repeatable: true };
    const encoded = profiles[settings.wireProfile].kodieren(
      {
        traeger: settings.traeger,
        user: credential.user,
        password: credential.password,
        number: call.number,
        createdAt: call.startedAt,
        records: opened,
      },
      { omitEmptyFields: settings.omitEmptyFields },
    );
    try {
      const records = await this.intend(call, credential.mark, Buffer.from(encoded.hash, 'hex'));
      if (records.length < call.records.length)
        return { call, records, exchange: notSent, repeatable: false };
      const exchange = await this.exchange.make(call, context, { ...credential, ...encoded }, signal);
      return { call, records, exchange, repeatable: mayRepeat(exchange), credential: credential.mark };
    } finally {
      encoded.wipe();
    }
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
      return plain ? [{ id, record: JSON.parse(plain.toString('utf8')) as TransferRecord }] : [];
    });
  }

  /** Commits the intent to send; answers which records are still ours. */
  private intend(
    call: PreparedCall,
    credential: CallCredential,
    requestHash: Buffer,
  ): Promise<DeliveryRecord[]> {
    return this.database.tenant(call.tenant, async (tx) => {
      const ours = await this.deliveries.stillClaimed(tx, call.records, new Date());
      if (ours.size === call.records.length)
        await this.protocol.sending(tx, call, { credential, requestHash });
      return call.records.filter(({ id }) => ours.has(id));
    });
  }
}

const notSent: CallExchange = { reached: 'not-sent', reason: 'WITHHELD', timings: { totalMs: 0 } };
