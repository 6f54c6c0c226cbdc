import { AuditTrail, type Actor } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Deliveries, type Applied, type DeliveryEvent } from '@gateway/delivery';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { recordsMoved } from './record-trail';
import { deadlineFrom } from './take-over';

export type RecordAction = 'resend' | 'resolve' | 'confirm' | 'reopen';

export interface ActOnRecordsInput {
  readonly tenant: string;
  readonly action: RecordAction;
  readonly ids: readonly string[];
  /** Why; what a person writes may name people, so it is stored sealed. */
  readonly reason: string;
  readonly actor: Actor;
}

/** What a person's word did to each record. */
export interface ActedOn {
  readonly done: readonly string[];
  readonly skipped: Applied['skipped'];
}

/**
 * Erneut senden, ohne Export erledigen, als exportiert bestätigen, wieder öffnen (chapter 4.5). What the
 * state of a record does not allow is skipped and said, never forced.
 */
@Injectable()
export class ActOnRecords {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  run(input: ActOnRecordsInput): Promise<ActedOn> {
    return this.database.tenant(input.tenant, (tx) => this.within(tx, input));
  }

  /** The same as part of a transaction. */
  async within(tx: Tx, { tenant, action, ids, reason, actor }: ActOnRecordsInput): Promise<ActedOn> {
    const now = new Date();
    const by = `${actor.type}:${actor.id}`;
    const sealed = await this.sealReason(tx, tenant, reason);
    const unique = [...new Set(ids)];
    const { changed, skipped } =
      action === 'reopen'
        ? await this.deliveries.reopen(tx, unique, { by, deadlineAt: deadlineFrom(now) }, now)
        : await this.deliveries.apply(
            tx,
            unique.map((id) => ({ id, event: eventFor(action, { by, reason: sealed, now }) })),
            now,
          );
    await this.audit.record(tx, recordsMoved(changed, { tenant, actor }));
    return { done: changed.map(({ id }) => id), skipped };
  }

  private async sealReason(tx: Tx, tenant: string, reason: string): Promise<string> {
    const [sealed] = await this.payloads.sealForTenant(tx, tenant, [{ context: 'reason', plain: reason }]);
    return sealed?.toString('base64') ?? '';
  }
}

function eventFor(
  action: Exclude<RecordAction, 'reopen'>,
  { by, reason, now }: { by: string; reason: string; now: Date },
): DeliveryEvent {
  switch (action) {
    case 'resend':
      return { type: 'resend', by, deadlineAt: deadlineFrom(now) };
    case 'resolve':
      return { type: 'resolve', by, reason };
    case 'confirm':
      return { type: 'confirm', by, note: reason };
  }
}
