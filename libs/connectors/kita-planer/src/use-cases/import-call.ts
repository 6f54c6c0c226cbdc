import { Database, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryRecord } from '@gateway/delivery';
import type { Exchange } from '@gateway/egress';
import { GatewayError } from '@gateway/errors';
import { mayRepeat } from '@gateway/retry';
import { ProtocolLog, type CallCredential } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { TransferRecord } from '../domain/fields';
import type { EncodedCall } from '../protocol/drahtprofil';
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
  'reached' | 'reason' | 'status' | 'body' | 'beginning' | 'retryAfterSeconds' | 'timings'
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
    const intent: Intent = {};
    try {
      const records = await this.database.tenant(call.tenant, (tx) =>
        this.intend(tx, call, { credential, context, intent }),
      );
      const { encoded } = intent;
      if (!encoded) return { call, records, exchange: notSent, repeatable: records === call.records };
      const exchange = await this.exchange.make(call, context, { ...credential, ...encoded }, signal);
      return { call, records, exchange, repeatable: mayRepeat(exchange), credential: credential.mark };
    } finally {
      intent.encoded?.wipe();
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

  /**
   * Puts on record what is about to be sent, which counts when the transaction is over. Answers which records
   * are still ours; nothing is encoded unless all of them are, and nobody was erased since they were claimed.
   */
  private async intend(
    tx: Tx,
    call: PreparedCall,
    { credential, context, intent }: { credential: OpenCredential; context: Context; intent: Intent },
  ): Promise<readonly DeliveryRecord[]> {
    const opened = await this.open(tx, call);
    // The others go back, and come again in the next call.
    if (opened.length < call.records.length) return call.records;
    const ours = await this.deliveries.stillClaimed(tx, call.records, new Date());
    if (ours.size < call.records.length) return call.records.filter(({ id }) => ours.has(id));

    intent.encoded = encode(call, context, credential, opened);
    const requestHash = Buffer.from(intent.encoded.hash, 'hex');
    await this.protocol.sending(tx, call, { credential: credential.mark, requestHash });
    return call.records;
  }
}

/** What will leave the house; holds the password until it is wiped. */
interface Intent {
  encoded?: EncodedCall;
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
