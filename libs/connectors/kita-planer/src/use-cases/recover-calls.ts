import { AuditTrail } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Deliveries, DeliveryLists, type CallPhase } from '@gateway/delivery';
import { ProtocolLog, type ProtocolCall } from '@gateway/protocol-log';
import { Injectable } from '@nestjs/common';
import { readOutcome } from './call-outcome';
import type { Context } from './context';
import { recordsMoved } from './record-trail';
import { SettleCall } from './settle-call';

const AT_ONCE = 1_000;

/**
 * Ends the calls of workers that died (chapter 5.6 step 2, case 41): nothing sent – the records wait
 * again; perhaps sent – their outcome is uncertain, and nothing is repeated; answered – the stored answer
 * is applied, and no second call is made.
 */
@Injectable()
export class RecoverCalls {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly lists: DeliveryLists,
    private readonly protocol: ProtocolLog,
    private readonly settle: SettleCall,
    private readonly audit: AuditTrail,
  ) {}

  run(context: Context): Promise<void> {
    return this.database.tenant(context.tenant, async (tx) => {
      const calls = new Map(
        (await this.protocol.unfinished(tx, context.connection)).map((call) => [call.id, call]),
      );
      const phaseOf = (ids: readonly string[]): Promise<Map<string, CallPhase>> =>
        this.protocol.phases(tx, ids);
      const { changed, answered } = await this.deliveries.expireLeases(
        tx,
        { connectionId: context.connection, limit: AT_ONCE, phaseOf },
        new Date(),
      );
      const { tenant, actor, run } = context;
      await this.audit.record(tx, recordsMoved(changed, { tenant, actor, req: run }));

      const ended = new Set(changed.flatMap(({ callId }) => (callId ? [callId] : [])));
      for (const id of ended) {
        const call = calls.get(id);
        if (call)
          await this.close(
            tx,
            call,
            changed.filter(({ callId }) => callId === id).map((head) => head.id),
          );
      }
      for (const id of answered.keys()) {
        const call = calls.get(id);
        if (call) await this.applyAnswer(tx, call, context);
      }
    });
  }

  /** A call nobody will ever answer for. */
  private async close(tx: Tx, call: ProtocolCall, ids: readonly string[]): Promise<void> {
    const records = await this.lists.find(tx, ids);
    const sent = call.phase === 'sending';
    await this.protocol.close(
      tx,
      { ...refOf(call), connection: call.connectionId },
      {
        outcomeClass: sent ? 'UNGEKLAERT' : 'NICHT_GESENDET',
        code: 'LEASE_EXPIRED',
        succeeded: 0,
        refused: 0,
        unclear: sent ? records.length : 0,
        warnings: [],
        followUp: sent ? 'open' : undefined,
      },
      this.settle.entriesFor(records, sent ? 'UNGEKLAERT' : 'NICHT_GESENDET', 'LEASE_EXPIRED'),
    );
  }

  private async applyAnswer(tx: Tx, call: ProtocolCall, context: Context): Promise<void> {
    const exchange = await this.settle.storedExchange(tx, call);
    if (!exchange) return;
    const records = await this.lists.ofCall(tx, call.id);
    const prepared = {
      ...refOf(call),
      connection: call.connectionId,
      number: call.number,
      lease: gone,
      records,
    };
    const credential = call.credential ?? undefined;
    const result = readOutcome(prepared, exchange, context);
    const ended = {
      call: prepared,
      exchange,
      result,
      repeatable: false,
      ...(credential ? { credential } : {}),
    };
    await this.settle.run(tx, ended, context, { keepAnswer: false });
  }
}

const gone = { claimedAt: 0, lasts: 0 };

const refOf = ({
  tenantId,
  id,
  startedAt,
}: ProtocolCall): { tenant: string; id: string; startedAt: Date } => ({
  tenant: tenantId,
  id,
  startedAt,
});
