import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Deliveries, maySend, type DeliveryRecord, type Lease } from '@gateway/delivery';
import { Egress, type Exchange } from '@gateway/egress';
import { GatewayError } from '@gateway/errors';
import { mayRepeat, realTimePolicy, Retrying } from '@gateway/retry';
import { ProtocolLog, type CallCredential, type CallRef } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { TransferRecord } from '../domain/fields';
import type { EncodedCall } from '../protocol/drahtprofil';
import { profiles } from '../protocol/profiles';
import { numbered, reserveNumbers } from '../storage/number-series';
import { ausloeser, type Context } from './context';
import { Credentials, type OpenCredential } from './credentials';
import { Pace } from './pace';
import { recordsMoved } from './record-trail';

/** A call on record, with the records claimed for it; nothing has left the house. */
export interface PreparedCall extends CallRef {
  readonly connection: string;
  readonly number: string;
  readonly lease: Lease;
  readonly records: readonly DeliveryRecord[];
}

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

export interface Batch {
  readonly limit: number;
  readonly lanes?: readonly string[];
  readonly acceptedUntil?: Date;
}

/**
 * One call of the import interface with the records that are next (chapters 5.1 and 5.5). Three steps,
 * each of them on record before it is taken: claimed and prepared, sending, and – by {@link SettleCall} –
 * answered and settled.
 */
@Injectable()
export class ImportCall {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly payloads: Payloads,
    private readonly protocol: ProtocolLog,
    private readonly credentials: Credentials,
    private readonly egress: Egress,
    private readonly retrying: Retrying,
    private readonly audit: AuditTrail,
    private readonly pace: Pace,
  ) {}

  /** Claims the next records and puts the call on record. Undefined when there is nothing to send. */
  async prepare(tx: Tx, context: Context, batch: Batch): Promise<PreparedCall | undefined> {
    const { tenant, connection, settings, run, actor } = context;
    const lease = { claimedAt: performance.now(), lasts: this.pace.leaseSeconds * 1_000 };
    const startedAt = new Date();
    const id = newId();
    const leaseUntil = new Date(startedAt.getTime() + lease.lasts);
    const records = await this.deliveries.claim(
      tx,
      { connectionId: connection, callId: id, leaseUntil, ...batch },
      startedAt,
    );
    if (records.length === 0) return undefined;

    const number = numbered(
      settings.callNumberPrefix,
      await reserveNumbers(tx, { tenant, connection, series: 'calls', count: 1 }),
      6,
    );
    await this.protocol.begin(tx, {
      ...{ tenant, id, startedAt, connection, number, run, actor },
      trigger: ausloeser[context.trigger],
      endpoint: `${settings.baseUrl}${settings.importPath}`,
      phase: 'prepared',
      sent: records.length,
    });
    await this.audit.record(tx, recordsMoved(records, { tenant, actor, req: id }));
    return { tenant, id, startedAt, connection, number, lease, records };
  }

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
      const exchange = await this.exchange(call, context, { ...credential, ...encoded }, signal);
      return { call, records, exchange, repeatable: mayRepeat(exchange), credential: credential.mark };
    } finally {
      encoded.wipe();
    }
  }

  /** Asks the breaker, then the lease, and sends once. */
  private exchange(
    call: PreparedCall,
    context: Context,
    { endpoint, headers, body }: Pick<OpenCredential, 'endpoint'> & Pick<EncodedCall, 'headers' | 'body'>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Exchange> {
    const timeout = timeoutOf(context);
    const policy = context.trigger === 'real-time' ? realTimePolicy : this.pace.calls;
    return this.retrying.run(`kita-planer ${call.connection}`, policy, signal, () =>
      this.egress.send(
        { ...endpoint, limits: { totalMs: timeout, headersMs: timeout } },
        { method: 'POST', headers, body },
        { signal, beforeFirstByte: () => maySend(call.lease, performance.now(), timeout) },
      ),
    );
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

/** Milliseconds for the whole exchange; shorter while somebody waits (chapter 4.2). */
export const timeoutOf = ({ settings, trigger }: Context): number =>
  1_000 * (trigger === 'real-time' ? settings.realTimeTimeoutSeconds : settings.timeoutSeconds);

const notSent: CallExchange = { reached: 'not-sent', reason: 'WITHHELD', timings: { totalMs: 0 } };
