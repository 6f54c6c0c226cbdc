import { AuditTrail, type AuditEntryDraft } from '@gateway/audit';
import { newId, type Tx } from '@gateway/database';
import { Deliveries, type Accepted, type NewRecord } from '@gateway/delivery';
import { SubjectNames } from '@gateway/protocol-log';
import { Payloads } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import type { CareRecord } from '../domain/care-record';
import { fill } from '../domain/fill';
import type { FilledRecord, Problem, SkippedLine } from '../domain/filled-record';
import { transferRules } from '../domain/transfer-rules';
import { numbered, reserveNumbers } from '../storage/number-series';
import { packed } from '../storage/packed';
import { latestByChild, rememberSources } from '../storage/sources';
import type { Context } from './context';
import { recordsMoved } from './record-trail';
import { WithdrawLines } from './withdraw-lines';

/** Hours after which a record that could not be sent is given up. */
const HOURS_TO_DEADLINE = 72;

/** When to give up a record that is set going now. */
export const deadlineFrom = (now: Date): Date => new Date(now.getTime() + HOURS_TO_DEADLINE * 3_600_000);

/** What became of one line of a child. */
export interface TakenRecord {
  readonly agreement: string;
  readonly line: number;
  readonly id: string | null;
  readonly result: 'accepted' | 'held' | 'unchanged';
  readonly problems: readonly Problem[];
}

export interface TakenChild {
  readonly childNumber: string;
  readonly records: readonly TakenRecord[];
  readonly skipped: readonly SkippedLine[];
  /** Lines the source has no more; what had not been sent was dropped. */
  readonly withdrawn: number;
}

interface Child {
  readonly care: CareRecord;
  readonly subject: string;
  readonly records: readonly FilledRecord[];
  readonly skipped: readonly SkippedLine[];
}

/**
 * Fills the export buffer from the state of some children (chapter 1.3): what is new or has changed
 * waits to be sent, what the check complains about waits for its source, what says the same as before
 * is left alone, and lines that are gone are withdrawn. Everything in the caller's transaction.
 */
@Injectable()
export class TakeOver {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly payloads: Payloads,
    private readonly names: SubjectNames,
    private readonly withdraw: WithdrawLines,
    private readonly audit: AuditTrail,
  ) {}

  /** The answers come in the order of the children. Of a child that is listed twice, the last state counts. */
  async run(tx: Tx, cares: readonly CareRecord[], context: Context, now: Date): Promise<TakenChild[]> {
    const children = await this.fillAll(tx, latestByChild(cares), context, now);
    const before = await rememberSources(tx, this.payloads, context, children, now);
    const accepted = await this.accept(tx, children, context, now);
    const withdrawn = await this.withdraw.run(tx, before, children, context, now);
    await this.remember(tx, children, context.tenant);
    this.audit.recordSoon(tx, this.trail(accepted, context));

    const byKey = new Map(accepted.map((answer) => [answer.recordKey, answer]));
    return children.map(({ care, records, skipped }) => ({
      childNumber: care.child.number,
      records: records.map((record) => taken(record, byKey.get(record.recordKey))),
      skipped,
      withdrawn: withdrawn.get(care.child.number) ?? 0,
    }));
  }

  private async fillAll(
    tx: Tx,
    cares: readonly CareRecord[],
    { tenant, settings }: Context,
    now: Date,
  ): Promise<Child[]> {
    const rules = transferRules(settings);
    const today = now.toISOString().slice(0, 10);
    const subjects = await this.payloads.subjects(
      tx,
      tenant,
      cares.map(({ child }) => child.number),
    );
    return cares.map((care) => ({
      care,
      subject: subjects.get(care.child.number) ?? '',
      ...fill(care, rules, today),
    }));
  }

  private async accept(
    tx: Tx,
    children: readonly Child[],
    context: Context,
    now: Date,
  ): Promise<readonly Accepted[]> {
    const filled = children.flatMap(({ records, subject }) => records.map((record) => ({ record, subject })));
    if (filled.length === 0) return [];
    const { tenant, connection, settings } = context;
    const first = await reserveNumbers(tx, { tenant, connection, series: 'records', count: filled.length });
    const items = filled.map(({ record, subject }) => ({ id: newId(), record, subject }));
    const sealed = await this.payloads.seal(
      tx,
      tenant,
      items.map(({ id, record, subject }) => ({
        subject,
        context: `record ${id}`,
        plain: packed(record.record),
      })),
    );
    const digests = await this.payloads.digests(tx, tenant);
    const deadlineAt = deadlineFrom(now);
    const news = items.map(({ id, record, subject }, index): NewRecord => {
      const [problem] = record.problems;
      return {
        id,
        recordKey: record.recordKey,
        lane: record.lane,
        sortKey: record.sortKey,
        subjectId: subject,
        number: numbered(settings.recordNumberPrefix, first + index, 7),
        refs: { ...record.refs },
        payload: sealed[index] ?? Buffer.alloc(0),
        payloadHash: digests.fingerprint(record.hash),
        notices: record.problems.map(({ code, field }) => ({ code, field })),
        trigger: context.trigger,
        actor: context.actor.id,
        runId: null,
        deadlineAt,
        ...(problem ? { held: { because: 'check-failed', cause: problem.code } } : {}),
      };
    });
    return this.deliveries.accept(tx, connection, news, now);
  }

  /** The parts of a child's names, so that its records can be found by them. */
  private async remember(tx: Tx, children: readonly Child[], tenant: string): Promise<void> {
    const digests = await this.payloads.digests(tx, tenant);
    const names = children.map(({ care, subject }) => ({
      subject,
      tokens: nameParts(care).map((word) => digests.blindIndex('child-name', word)),
    }));
    await this.names.remember(tx, tenant, names);
  }

  private trail(accepted: readonly Accepted[], { tenant, actor, run }: Context): AuditEntryDraft[] {
    const moved = accepted.flatMap(({ id, result, replaces }) => [
      ...(id === null || result === 'unchanged' ? [] : [{ id, state: result }]),
      ...(replaces ? [{ id: replaces, state: 'superseded' as const }] : []),
    ]);
    return recordsMoved(moved, { tenant, actor, req: run });
  }
}

function taken({ refs, problems }: FilledRecord, answer: Accepted | undefined): TakenRecord {
  const { agreement, line } = refs;
  return { agreement, line, id: answer?.id ?? null, result: answer?.result ?? 'unchanged', problems };
}

/** Words a person would search by: given and family names, each part of a double name as well. */
const nameParts = ({ child }: Pick<CareRecord, 'child'>): string[] =>
  wordsOf(`${child.givenName ?? ''} ${child.familyName ?? ''}`);

/** The words of a name; searching splits what was typed in the same way. */
export const wordsOf = (name: string): string[] => [
  ...new Set(
    name
      .normalize('NFC')
      .split(/[\s\-–'’.,]+/u)
      .filter(Boolean),
  ),
];
