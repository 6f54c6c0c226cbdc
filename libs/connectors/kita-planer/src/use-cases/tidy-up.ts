import { AuditTrail } from '@gateway/audit';
import { Database } from '@gateway/database';
import { Deliveries } from '@gateway/delivery';
import { Injectable } from '@nestjs/common';
import type { Context } from './context';
import { RecoverCalls } from './recover-calls';
import { recordsMoved } from './record-trail';
import { ResendUncertain } from './resend-uncertain';

/** What a run does before its first call (chapter 5.6 step 2). */
@Injectable()
export class TidyUp {
  constructor(
    private readonly database: Database,
    private readonly deliveries: Deliveries,
    private readonly recover: RecoverCalls,
    private readonly resendUncertain: ResendUncertain,
    private readonly audit: AuditTrail,
  ) {}

  /** What died is settled, what is too old is given up, what may be repeated is. */
  async run(context: Context): Promise<void> {
    await this.recover.run(context);
    const { tenant, connection, actor, run } = context;
    await this.database.tenant(tenant, async (tx) => {
      const { changed } = await this.deliveries.giveUp(
        tx,
        { connectionId: connection, limit: 10_000 },
        new Date(),
      );
      await this.audit.record(tx, recordsMoved(changed, { tenant, actor, req: run }));
      await this.deliveries.beforeManyClaims(tx);
    });
    if (context.settings.resendUncertain === 'automatic') await this.resendUncertain.run(context);
  }
}
