import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Connections } from '@gateway/connector';
import { Database } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { proposedAnswer } from '../../domain/answers';
import type { Change } from '../../domain/plan/changes';
import { reportText, type Report } from '../../domain/plan/report';
import type { Whose } from '../../storage/whose';
import { planCounts, type PlanCount } from '../../storage/synchronisation/plan-counts';
import { itemsFrom, planRows, type PlanFilter, type PlanRow } from '../../storage/synchronisation/plan-items';
import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import { getSynchronisation, listSynchronisations } from '../../storage/synchronisation/synchronisations';
import { schulconnexTexts, type Language } from '../../texts';
import { schulconnexConnection } from '../context';

/** There is a report when the synchronisation is over. */
class NoReportYet extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'NO_REPORT_YET';

  constructor(id: string) {
    super('The synchronisation is not over; it has no report yet', { id });
  }
}

const itemShown = auditEvent('schulconnex/plan-item-shown', {
  log: 'record',
  object: 'synchronisation',
  requires: ['fields'],
});

/** What people see of synchronisations. */
@Injectable()
export class ReadSynchronisation {
  constructor(
    private readonly database: Database,
    private readonly connections: Connections,
    private readonly payloads: Payloads,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws {NotFound} */
  one({ tenant, connection }: Whose, id: string): Promise<Synchronisation> {
    return this.database.tenant(tenant, (tx) => getSynchronisation(tx, connection, id));
  }

  /** Newest first. @throws {NotFound} for a connection this tenant does not have */
  page(
    { tenant, connection }: Whose,
    page: { readonly limit: number; readonly before?: string },
  ): Promise<Synchronisation[]> {
    return this.database.tenant(tenant, async (tx) => {
      await schulconnexConnection(this.connections, tx, connection);
      return listSynchronisations(tx, connection, page);
    });
  }

  /** The plan row by row, without values. @throws {NotFound} */
  items(whose: Whose, id: string, filter: PlanFilter): Promise<PlanRow[]> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await getSynchronisation(tx, whose.connection, id);
      return planRows(tx, { ...whose, synchronisation: id }, filter);
    });
  }

  /** How many steps there are of every kind. @throws {NotFound} */
  counts(whose: Whose, id: string): Promise<PlanCount[]> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await getSynchronisation(tx, whose.connection, id);
      return planCounts(tx, { ...whose, synchronisation: id });
    });
  }

  /** How many groups are proposed to go on, and to end, of those nobody has decided about. @throws {NotFound} */
  async proposals(whose: Whose, id: string): Promise<Readonly<Record<'continue' | 'end', number>>> {
    const proposed = (await this.items(whose, id, { questions: true })).map(proposedAnswer);
    const count = (answer: 'continue' | 'end'): number => proposed.filter((one) => one === answer).length;
    return { continue: count('continue'), end: count('end') };
  }

  /** Old and new values of one planned step; personal data, so the reading is on record. @throws {NotFound} */
  changes(whose: Whose & { readonly actor: Actor }, id: string, nr: number): Promise<readonly Change[]> {
    return this.database.tenant(whose.tenant, async (tx) => {
      await getSynchronisation(tx, whose.connection, id);
      const run = { tenant: whose.tenant, connection: whose.connection, synchronisation: id };
      const [found] = await itemsFrom(tx, this.payloads, run, await planRows(tx, run, { numbers: [nr] }));
      if (!found) throw new NotFound('plan item', String(nr));
      const { changes } = found.item;
      const fields = changes.map(({ attribute }) => attribute);
      await this.audit.record(
        tx,
        itemShown({ tenant: whose.tenant, actor: whose.actor, object: id, fields, outcome: 'success' }),
      );
      return changes;
    });
  }

  /** @throws {NotFound} @throws {NoReportYet} */
  async report(whose: Whose, id: string): Promise<Report> {
    const { report } = await this.one(whose, id);
    if (!report) throw new NoReportYet(id);
    return report;
  }

  /** The report for people. @throws {NotFound} @throws {NoReportYet} */
  async reportText(whose: Whose, id: string, language: Language): Promise<string> {
    const { report, startedAt, endedAt, code } = await this.one(whose, id);
    if (!report) throw new NoReportYet(id);
    const words = schulconnexTexts[language];
    const meaning = (met: string): string | undefined => {
      const known = words.codes[met];
      return known && `${known.what} ${known.do}`;
    };
    const lines = reportText(report, {
      bucket: (bucket) => words.buckets[bucket],
      resource: (resource) => words.resources[resource],
      code: meaning,
    });
    const time = `${startedAt.toISOString()} – ${endedAt?.toISOString() ?? ''}`;
    const cause = code === null ? [] : [`${code} ${meaning(code) ?? ''}`.trimEnd()];
    return [words.outcomes[report.outcome], time, ...cause, lines, ''].join('\n');
  }
}
