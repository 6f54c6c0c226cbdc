import { AuditTrail } from '@gateway/audit';
import { newId, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryRecord, type Lease } from '@gateway/delivery';
import { ProtocolLog, type CallRef, type NewCall } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import { numbered, reserveNumbers } from '../storage/number-series';
import { ausloeser, type Context } from './context';
import { Pace } from './pace';
import { recordsMoved } from './record-trail';

/** A call on record, with the records claimed for it; nothing has left the house. */
export interface PreparedCall extends CallRef {
  readonly connection: string;
  readonly number: string;
  readonly lease: Lease;
  readonly records: readonly DeliveryRecord[];
}

export interface Batch {
  readonly limit: number;
  readonly lanes?: readonly string[];
  readonly acceptedUntil?: Date;
}

/** The first step of a call (chapter 5.5, phase VORBEREITET). */
@Injectable()
export class PrepareCall {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly protocol: ProtocolLog,
    private readonly audit: AuditTrail,
    private readonly pace: Pace,
  ) {}

  /** Claims the next records and puts the call on record. Undefined when there is nothing to send. */
  async run(tx: Tx, context: Context, batch: Batch): Promise<PreparedCall | undefined> {
    const call = await this.claim(tx, context, batch);
    if (call) await this.keep(tx, call, context);
    return call;
  }

  /** Claims the next records only: for who puts the call on record in the same transaction, as being sent or with `keep`. */
  async claim(tx: Tx, context: Context, batch: Batch): Promise<PreparedCall | undefined> {
    const { tenant, connection, settings, actor } = context;
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
    this.audit.recordSoon(tx, recordsMoved(records, { tenant, actor, req: id }));
    return { tenant, id, startedAt, connection, number, lease, records };
  }

  /** Puts a call on record that is not being sent, or not yet. */
  async keep(tx: Tx, call: PreparedCall, context: Context): Promise<void> {
    await this.protocol.begin(tx, { ...recordOf(call, context), phase: 'prepared' });
  }
}

/** A call as the protocol has it, whatever becomes of it. */
export const recordOf = (
  { tenant, id, startedAt, connection, number, records }: PreparedCall,
  { run, actor, trigger, settings }: Context,
): Omit<NewCall, 'phase'> => ({
  ...{ tenant, id, startedAt, connection, number, run, actor },
  trigger: ausloeser[trigger],
  endpoint: `${settings.baseUrl}${settings.importPath}`,
  sent: records.length,
});
