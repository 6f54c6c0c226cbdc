import { AuditTrail } from '@gateway/audit';
import { Database } from '@gateway/database';
import { Deliveries } from '@gateway/delivery';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import { recordsMoved } from './record-trail';
import { deadlineFrom } from './take-over';

/** So often a record may be sent again without a person's word; after that it waits for one (case 23). */
const AUTOMATIC_RESENDS = 3;

/** Where the set-up says AUTOMATISCH, sends records of unknown outcome again: once in a run, three times in all. */
@Injectable()
export class ResendUncertain {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly audit: AuditTrail,
  ) {}

  run({ tenant, connection, actor, run }: Context): Promise<void> {
    return this.database.tenant(tenant, async (tx) => {
      const rows = await tx.query<{ id: string }[]>(
        `select d.id from delivery d
         where d.tenant_id = $1 and d.connection_id = $2 and d.state = 'uncertain'
           and (select count(*) from protocol_entry e
                where e.tenant_id = $1 and e.record_id = d.id and e.outcome = 'UNGEKLAERT') <= $3
         order by d.id limit 10000`,
        [tenant, connection, AUTOMATIC_RESENDS],
      );
      const now = new Date();
      const event = { type: 'resend', by: 'automatic', deadlineAt: deadlineFrom(now) } as const;
      const { changed } = await this.deliveries.apply(
        tx,
        rows.map(({ id }) => ({ id, event })),
        now,
      );
      await this.audit.record(tx, recordsMoved(changed, { tenant, actor, req: run }));
    });
  }
}
