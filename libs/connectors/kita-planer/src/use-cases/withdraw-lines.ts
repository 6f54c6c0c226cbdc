import { AuditTrail } from '@gateway/audit';
import { newId, type Tx } from '@gateway/database';
import { Deliveries, DeliveryLists } from '@gateway/delivery';
import { Injectable } from '@nestjs/common';
import type { KeysBefore } from '../storage/sources';
import type { Context } from './context';
import { recordsMoved } from './record-trail';

interface ChildState {
  readonly care: { readonly child: { readonly number: string; readonly externalId?: string } };
  readonly records: readonly { readonly recordKey: string }[];
}

/**
 * What happens to lines that are gone from the source or take no part any more (decision D7): nothing
 * of them is sent; what may already be in the Kita-Planer becomes a task for a person.
 */
@Injectable()
export class WithdrawLines {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly lists: DeliveryLists,
    private readonly audit: AuditTrail,
  ) {}

  /** Answers how many lines each child lost, by Betreuter-Nr. */
  async run(
    tx: Tx,
    before: KeysBefore,
    children: readonly ChildState[],
    context: Context,
    now: Date,
  ): Promise<ReadonlyMap<string, number>> {
    const gone = children.map(({ care, records }) => {
      const left = new Set(records.map(({ recordKey }) => recordKey));
      const keys = (before.get(care.child.number) ?? []).filter((key) => !left.has(key));
      return { number: care.child.number, keys };
    });
    const keys = gone.flatMap((child) => child.keys);
    if (keys.length > 0) await this.withdraw(tx, keys, context, now);
    return new Map(gone.map((child) => [child.number, child.keys.length]));
  }

  private async withdraw(tx: Tx, keys: readonly string[], context: Context, now: Date): Promise<void> {
    const { connection, tenant, actor } = context;
    const records = keys.map((recordKey) => ({ recordKey, by: null }));
    const { changed } = await this.deliveries.supersede(tx, connection, records, now);
    const moved = changed.filter(({ state }) => state === 'superseded');
    await this.audit.record(tx, recordsMoved(moved, { tenant, actor, req: context.run }));

    const known = await this.lists.mayHaveArrived(tx, connection, keys);
    if (known.length === 0) return;
    await tx.query(
      `insert into kita_planer_task (tenant_id, id, connection_id, kind, lane, record_key, created_at)
       select $1, t.id, $2, 'check-contract', t.lane, t.record_key, $6
       from unnest($3::uuid[], $4::text[], $5::text[]) as t(id, lane, record_key)
       on conflict (tenant_id, connection_id, kind, record_key) where done_at is null do nothing`,
      [
        ...[tenant, connection, known.map(() => newId())],
        known.map(({ lane }) => lane),
        known.map(({ recordKey }) => recordKey),
        now,
      ],
    );
  }
}
