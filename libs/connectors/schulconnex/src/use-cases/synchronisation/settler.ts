import { auditEvent, type AuditEntryDraft, type AuditTrail } from '@gateway/audit';
import { isUuid } from '@gateway/connector';
import type { Database, Tx } from '@gateway/database';
import type { PlanItem } from '../../domain/plan/plan-item';
import { settleItems, type OfRun } from '../../storage/synchronisation/plan-items';
import { forgetLinks, rememberLinks, type NewLink } from '../../storage/record-links';
import type { Context } from '../context';
import type { StepOutcome } from './step-outcome';

/** A step and what became of it. */
export interface SettledStep {
  readonly nr: number;
  readonly item: PlanItem;
  readonly outcome: StepOutcome;
}

const recordWritten = auditEvent('schulconnex/record-written', {
  log: 'record',
  object: 'schulconnex-record',
  requires: ['code', 'fields', 'outcome', 'req'],
});

/**
 * Stores what became of steps: result, link and audit entry in one transaction. Answers that come in while a
 * transaction is under way share the next one.
 */
export class Settler {
  private waiting: SettledStep[] = [];
  private underWay: Promise<void> | undefined;
  private failure: unknown;

  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly context: Context,
    private readonly run: OfRun,
  ) {}

  add(step: SettledStep): void {
    this.waiting.push(step);
    this.underWay ??= this.flush().catch((error: unknown) => {
      this.failure = error;
    });
  }

  /** Everything added so far is stored. @throws what storing threw */
  async drain(): Promise<void> {
    while (this.underWay) await this.underWay;
    this.assertStoring();
  }

  /** @throws what storing threw */
  assertStoring(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }

  private async flush(): Promise<void> {
    try {
      while (this.waiting.length > 0) {
        const steps = this.waiting;
        this.waiting = [];
        await this.database.tenant(this.run.tenant, (tx) => this.store(tx, steps));
      }
    } finally {
      this.underWay = undefined;
    }
  }

  private async store(tx: Tx, steps: readonly SettledStep[]): Promise<void> {
    await settleItems(
      tx,
      this.run,
      steps.map(({ nr, item, outcome: { result, record, code, title, because, attributes } }) => ({
        nr,
        result,
        facts: {
          ...(code !== undefined && { code }),
          ...(title !== undefined && { title }),
          ...(because !== undefined && { because }),
          ...(attributes && { attributes }),
        },
        ...(record && item.operation !== 'delete' && { remoteId: record.id }),
      })),
    );
    await rememberLinks(tx, this.run, steps.flatMap(linkOf));
    await this.forget(tx, steps);
    await this.audit.record(
      tx,
      steps.filter(({ outcome }) => outcome.result !== 'skipped').map((step) => this.entryOf(step)),
    );
  }

  private async forget(tx: Tx, steps: readonly SettledStep[]): Promise<void> {
    const gone = steps.filter(
      ({ item, outcome }) => item.operation === 'delete' && outcome.result === 'done' && !outcome.keepsLink,
    );
    for (const resource of ['person', 'context', 'group', 'membership'] as const) {
      const ids = gone
        .filter(({ item }) => item.resource === resource)
        .map(({ item }) => item.remoteId ?? '');
      if (ids.length > 0) await forgetLinks(tx, this.run, resource, ids);
    }
  }

  private entryOf({ item, outcome }: SettledStep): AuditEntryDraft {
    const id = outcome.record?.id ?? item.remoteId ?? '';
    const result = outcome.result === 'done' ? 'success' : outcome.result;
    return recordWritten({
      tenant: this.run.tenant,
      actor: this.context.actor,
      object: isUuid(id) ? id.toLowerCase() : this.run.synchronisation,
      req: this.run.synchronisation,
      code: `${item.operation}_${item.resource}`.toUpperCase(),
      fields: item.changes.map(({ attribute }) => attribute),
      outcome: result === 'success' || result === 'uncertain' ? result : 'failure',
    });
  }
}

function linkOf({ item, outcome }: SettledStep): NewLink[] {
  const { record, result } = outcome;
  const { key, resource, operation } = item;
  if (result !== 'done' || !record || key === undefined || operation === 'delete') return [];
  const { id: remoteId, revision } = record;
  return [
    { kind: resource, key, remoteId, revision, createdByUs: operation === 'create', rule: item.because },
  ];
}
