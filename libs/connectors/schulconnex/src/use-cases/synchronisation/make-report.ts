import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { Resource } from '../../domain/plan/attributes';
import type { Operation, Standing } from '../../domain/plan/plan-item';
import {
  bucketOf,
  noCounts,
  reportOf,
  type Failure,
  type Report,
  type StepResult,
} from '../../domain/plan/report';
import { planRows } from '../../storage/synchronisation/plan-items';
import type { Work } from './work';

/** The longest list of failures a report carries; the plan itself has them all. */
const FAILURES = 1_000;

interface Counted {
  readonly resource: Resource;
  readonly operation: Operation;
  readonly standing: Standing;
  readonly result: StepResult['result'] | null;
  readonly amount: number;
}

/** Step 11: what became of everybody, counted in exactly one bucket each (dossier 10.5). */
@Injectable()
export class MakeReport {
  constructor(private readonly database: Database) {}

  run({ context, run }: Pick<Work, 'context' | 'run'>): Promise<Report> {
    return this.database.tenant(context.tenant, async (tx) => {
      const counted = await tx.query<Counted[]>(
        `select resource, operation, standing, result, count(*)::int as amount from schulconnex_plan_item
         where tenant_id = $1 and connection_id = $2 and synchronisation_id = $3
         group by resource, operation, standing, result`,
        [run.tenant, run.connection, run.synchronisation],
      );
      const counts = noCounts();
      for (const { amount, result, resource, ...item } of counted) {
        const planned = { ...item, resource, id: '', because: '', changes: [], kept: [] };
        const bucket = bucketOf(planned, result === null ? undefined : ({ result } as StepResult));
        if (bucket) counts[resource][bucket] += amount;
      }
      const failed = await planRows(tx, run, { result: 'failed', limit: FAILURES });
      return reportOf(
        counts,
        failed.map(({ resource, key, remoteId, resultFacts }): Failure => {
          const title = resultFacts?.title;
          return {
            ...{ resource, key: key ?? remoteId ?? '', code: resultFacts?.code ?? 'UNKNOWN' },
            ...(title !== undefined && { title }),
          };
        }),
      );
    });
  }
}
