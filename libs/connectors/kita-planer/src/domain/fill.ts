import type { AgreementLine, CareRecord } from './care-record';
import { checkRecord, householdsAbroad } from './check-record';
import type { FilledRecord, Problem, SkippedLine, SkipReason } from './filled-record';
import { overlappingLines } from './overlapping-lines';
import { payloadHash } from './payload-hash';
import { recordKey } from './record-key';
import type { TransferRules } from './transfer-rules';
import { clean, transferRecord } from './transfer-record';

export interface Filled {
  readonly records: readonly FilledRecord[];
  readonly skipped: readonly SkippedLine[];
}

/** A line that is to become a record, with the two keys it needs. */
interface EligibleLine {
  readonly line: AgreementLine;
  readonly childId: string;
  readonly kitaId: string;
}

/**
 * Turns a child into the records the Kita-Planer is to get: one for each agreement line that takes
 * part (chapters 1.3 and 5.3, cases 48 and 49). A record with problems is a record all the same; it
 * waits until its source is corrected. `today` is an ISO 8601 day.
 */
export function fill(care: CareRecord, rules: TransferRules, today: string): Filled {
  const skipped: SkippedLine[] = [];
  const eligible: EligibleLine[] = [];
  for (const line of care.lines) {
    const decision = eligibility(care, line, rules);
    if (typeof decision === 'string') {
      skipped.push({ agreement: line.agreement, line: line.line, because: decision });
    } else eligible.push({ line, ...decision });
  }

  const overlapping = overlappingLines(eligible.map(({ line, childId }) => ({ ...line, childId })));
  const records = eligible.map((candidate, index) =>
    filledRecord(care, candidate, rules, { today, overlaps: overlapping.has(index) }),
  );
  return { records: records.sort(inSendingOrder), skipped };
}

/** Rules 2 to 4: who takes part at all, and under which keys. */
function eligibility(
  { child }: CareRecord,
  line: AgreementLine,
  rules: TransferRules,
): SkipReason | { childId: string; kitaId: string } {
  if (child.excluded) return 'child-excluded';
  if (!line.transfer) return 'not-marked';
  if (!rules.areas.has(line.area)) return 'area-not-configured';

  const childId = clean(line.externalId) || clean(child.externalId);
  if (!childId) return 'no-child-id';

  const kitaId = clean(rules.kitaIds.get(line.unit));
  if (!kitaId) return 'no-kita-id';

  return rules.services.get(line.service)?.valid ? { childId, kitaId } : 'service-not-valid';
}

function filledRecord(
  care: CareRecord,
  { line, childId, kitaId }: EligibleLine,
  rules: TransferRules,
  { today, overlaps }: { today: string; overlaps: boolean },
): FilledRecord {
  const record = transferRecord({ care, line, childId, kitaId }, rules);
  const problems: Problem[] = checkRecord(record, { abroad: householdsAbroad(care), today });
  if (rules.isActive.has('dailyHours') && !record.dailyHours) {
    problems.push({ code: 'KP-P07', field: 'dailyHours' });
  }
  if (overlaps) problems.push({ code: 'KP-P08', field: 'contractFrom' });

  return {
    recordKey: recordKey(care.child.number, line.agreement, line.line),
    lane: childId,
    sortKey: `${line.from} ${line.changeFrom ?? '0000-00-00'} ${String(line.line).padStart(16, '0')}`,
    refs: {
      childNumber: care.child.number,
      agreement: line.agreement,
      line: line.line,
      unit: line.unit,
      kitaId,
      childId,
      sourceRevision: care.sourceRevision,
    },
    record,
    hash: payloadHash(record),
    problems,
  };
}

const inSendingOrder = (one: FilledRecord, other: FilledRecord): number =>
  compare(one.lane, other.lane) ||
  compare(one.sortKey, other.sortKey) ||
  compare(one.recordKey, other.recordKey);

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
