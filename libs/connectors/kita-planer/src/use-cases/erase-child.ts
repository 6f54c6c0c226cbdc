import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { Deliveries, type DeliveryHead } from '@gateway/delivery';
import { NotFound } from '@gateway/errors';
import { SubjectNames } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { forgetSubject, openRecordsOf, subjectOf } from '../storage/erasure';
import { recordsMoved } from './record-trail';

export interface EraseChildInput {
  readonly tenant: string;
  readonly actor: Actor;
  /** Betreuter-Nr. */
  readonly childNumber: string;
}

export interface Erased {
  /** Id of the data subject; from now on it leads to nobody. */
  readonly subject: string;
  /** Open records that will not be sent any more. */
  readonly withdrawn: number;
}

const erased = auditEvent('kita-planer/child-erased', { log: 'security', object: 'subject' });

/**
 * Erases a child: everything sealed for it becomes unreadable at once, here and in every copy. Rows stay
 * with keys, codes and counts, so that lists and balances still add up. What the Kita-Planer has is for
 * the Träger to have erased there.
 */
@Injectable()
export class EraseChild {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly payloads: Payloads,
    private readonly names: SubjectNames,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} when no such child was ever handed over, or it has been erased */
  run(input: EraseChildInput): Promise<Erased> {
    return this.database.tenant(input.tenant, (tx) => this.within(tx, input));
  }

  /** The same in the caller's transaction. @throws {NotFound} */
  async within(tx: Tx, { tenant, actor, childNumber }: EraseChildInput): Promise<Erased> {
    const subject = await subjectOf(tx, childNumber);
    if (subject === undefined) throw new NotFound('child', childNumber);
    return this.subject(tx, { tenant, actor, subject });
  }

  /** The same for somebody whose id is all that is known, as after a restored backup. */
  async subject(
    tx: Tx,
    { tenant, actor, subject }: Omit<EraseChildInput, 'childNumber'> & { readonly subject: string },
  ): Promise<Erased> {
    const changed = await this.withdraw(tx, subject);
    await forgetSubject(tx, subject);
    await this.names.forget(tx, subject);
    await this.payloads.eraseSubject(tx, tenant, subject);
    const gone = changed.filter(({ state }) => state === 'superseded');
    await this.audit.record(tx, [
      ...recordsMoved(gone, { tenant, actor }),
      erased({ tenant, actor, object: subject, outcome: 'success' }),
    ]);
    return { subject, withdrawn: changed.length };
  }

  /** What may be on its way is waited for, and then not followed by anything. */
  private async withdraw(tx: Tx, subject: string): Promise<readonly DeliveryHead[]> {
    const open = await openRecordsOf(tx, subject);
    const changed: DeliveryHead[] = [];
    for (const connection of new Set(open.map(({ connectionId }) => connectionId))) {
      const records = open
        .filter(({ connectionId }) => connectionId === connection)
        .map(({ recordKey }) => ({ recordKey, by: null }));
      changed.push(...(await this.deliveries.supersede(tx, connection, records, new Date())).changed);
    }
    return changed;
  }
}
