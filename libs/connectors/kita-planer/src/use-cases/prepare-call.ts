import { AuditTrail } from '@gateway/audit';
import { newId, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryRecord, type Lease } from '@gateway/delivery';
import { ProtocolLog, type CallRef } from '@gateway/protocol-log';
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
}
