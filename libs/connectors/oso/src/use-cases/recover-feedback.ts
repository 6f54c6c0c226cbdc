import { AuditTrail, type Actor } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Deliveries, DeliveryLists, type CallPhase, type DeliveryHead } from '@gateway/delivery';
import { Jobs } from '@gateway/jobs';
import { ProtocolLog } from '@gateway/protocol-log';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { feedbackMoved } from './feedback-trail';
import { recoverQueue } from './recover-queue';
import { entryOf } from './settle-feedback';

const AT_ONCE = 1_000;

const RECOVERY: Actor = { type: 'system', id: 'oso-recovery' };

/**
 * Ends attempts of processes that died (case 33). The call to the school is on record as sending from
 * before its first byte: where there is none, nothing has left, and the attempt has failed; where there is
 * one, it may have arrived, and nobody repeats it but a person.
 */
@Injectable()
export class RecoverFeedback implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly lists: DeliveryLists,
    private readonly protocol: ProtocolLog,
    private readonly audit: AuditTrail,
    private readonly jobs: Jobs,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(recoverQueue, { concurrency: 1 }, ({ data }) => this.run(data));
  }

  run({ tenant, connection }: { readonly tenant: string; readonly connection: string }): Promise<void> {
    return this.database.tenant(tenant, async (tx) => {
      const phaseOf = async (ids: readonly string[]): Promise<Map<string, CallPhase>> => {
        const begun = await this.protocol.phases(tx, ids);
        return new Map(ids.map((id) => [id, begun.has(id) ? 'sending' : 'prepared']));
      };
      const due = { connectionId: connection, limit: AT_ONCE, phaseOf };
      const { changed } = await this.deliveries.expireLeases(tx, due, new Date());
      await this.audit.record(tx, feedbackMoved(changed, { tenant, actor: RECOVERY }));
      await this.closeCalls(tx, connection, changed);
    });
  }

  private async closeCalls(tx: Tx, connection: string, changed: readonly DeliveryHead[]): Promise<void> {
    const uncertain = changed.filter(({ state }) => state === 'uncertain');
    const byCall = new Map(uncertain.map(({ callId, id }) => [callId, id]));
    const records = await this.lists.find(tx, [...byCall.values()]);
    for (const call of await this.protocol.unfinished(tx, connection)) {
      const record = records.find(({ id }) => id === byCall.get(call.id));
      if (!record) continue;
      await this.protocol.close(
        tx,
        { tenant: call.tenantId, id: call.id, startedAt: call.startedAt, connection },
        {
          outcomeClass: 'ONZEKER',
          code: 'LEASE_EXPIRED',
          succeeded: 0,
          refused: 0,
          unclear: 1,
          warnings: [],
        },
        [entryOf(record, 'ONZEKER', 'GW_AfleveringOnzeker')],
      );
    }
  }
}
