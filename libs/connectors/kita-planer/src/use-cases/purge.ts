import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { deleteCalls, deleteEntries, emptyAnswers, emptyArchived, type TooOld } from '../storage/forgetting';
import { settingsOf } from './context';

export interface PurgeInput {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
  readonly now: Date;
}

/** How much went. */
export interface Purged {
  /** Archived records whose content, messages and reasons were erased. */
  readonly records: number;
  readonly entries: number;
  readonly calls: number;
  /** Raw answers. */
  readonly answers: number;
}

/** Days after which nobody needs to look at a raw answer any more. */
const ANSWER_DAYS = 30;

/** Rows in one transaction, so that nobody waits long for it. */
const AT_ONCE = 1_000;

const purged = auditEvent('kita-planer/purged', { log: 'admin', object: 'connection' });

/** Keeps personal data and protocol no longer than the set-up says (chapter 5.9). Doing it again changes nothing. */
@Injectable()
export class Purge {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} for a connection this tenant does not have */
  async run({ tenant, connection, actor, now }: PurgeInput): Promise<Purged> {
    const { archiveMonths, protocolMonths } = await this.database.tenant(tenant, async (tx) =>
      settingsOf(await this.connections.get(tx, connection)),
    );
    const all = (step: Step, before: Date): Promise<number> => this.all(tenant, step, connection, before);
    const result = {
      records: await all(emptyArchived, monthsBefore(now, archiveMonths)),
      answers: await all(emptyAnswers, new Date(now.getTime() - ANSWER_DAYS * 86_400_000)),
      entries: await all(deleteEntries, monthsBefore(now, protocolMonths)),
      calls: await all(deleteCalls, monthsBefore(now, protocolMonths)),
    };
    if (Object.values(result).some((count) => count > 0))
      await this.database.tenant(tenant, (tx) =>
        this.audit.record(tx, purged({ tenant, actor, object: connection, outcome: 'success' })),
      );
    return result;
  }

  private async all(tenant: string, step: Step, connection: string, before: Date): Promise<number> {
    let sum = 0;
    for (let count = AT_ONCE; count === AT_ONCE; sum += count)
      count = await this.database.tenant(tenant, (tx) => step(tx, { connection, before, limit: AT_ONCE }));
    return sum;
  }
}

type Step = (tx: Tx, tooOld: TooOld) => Promise<number>;

/** Of a day the month does not have, the last it has: rather a few days more than too few. */
function monthsBefore(now: Date, months: number): Date {
  const date = new Date(now);
  date.setUTCMonth(date.getUTCMonth() - months);
  if (date.getUTCDate() !== now.getUTCDate()) date.setUTCDate(0);
  return date;
}
