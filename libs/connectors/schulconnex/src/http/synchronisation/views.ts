import type { Page } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { answersTo, type AnswerWord } from '../../domain/answers';
import { likenessOf } from '../../domain/identity';
import type { Change } from '../../domain/plan/changes';
import type { Warning } from '../../domain/plan/guards';
import { stepOf, syncStates } from '../../domain/steps';
import { itemFrom, type PlanRow } from '../../storage/synchronisation/plan-items';
import type { Synchronisation } from '../../storage/synchronisation/synchronisation.entity';
import type { ComparedRecord, Comparison } from '../../use-cases/synchronisation/compare-item';

const object = { type: 'object', additionalProperties: true } as const;

export class SchulconnexSynchronisationView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ enum: syncStates }) readonly state!: string;
  @ApiProperty({ type: 'integer', description: 'Which of the eleven steps this is' }) readonly step!: number;
  @ApiProperty() readonly dryRun!: boolean;
  @ApiProperty() readonly unattended!: boolean;
  @ApiProperty() readonly schoolYear!: boolean;
  @ApiProperty({ ...object, description: 'Empty: everybody' }) readonly selection!: object;
  @ApiProperty({ type: 'integer', description: 'Of the plan that stands; confirm this one' })
  readonly plan!: number;
  @ApiProperty({
    type: [Object],
    description: 'What is not plausible; `confirm` needs a confirmation of its own',
  })
  readonly warnings!: readonly Warning[];
  @ApiProperty({ type: [String], description: 'Warnings somebody has confirmed' })
  readonly amountsConfirmed!: readonly string[];
  @ApiProperty({ ...object, description: 'How far each step has come' })
  readonly counts!: Readonly<Record<string, number>>;
  @ApiProperty({ description: 'The service lets us read only' }) readonly readOnly!: boolean;
  @ApiProperty({ description: 'The service does not offer groups' }) readonly groupsNotOffered!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'Why it failed' }) readonly code!: string | null;
  @ApiProperty({ description: 'Id of who started it' }) readonly startedBy!: string;
  @ApiProperty({ format: 'date-time' }) readonly startedAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) readonly endedAt!: Date | null;
}

export const synchronisationView = (sync: Synchronisation): SchulconnexSynchronisationView => ({
  ...{ id: sync.id, state: sync.state, step: stepOf(sync.state), dryRun: sync.dryRun },
  ...{ unattended: sync.unattended, schoolYear: sync.schoolYear, selection: sync.selection, plan: sync.plan },
  ...{ warnings: sync.warnings, counts: sync.counts, code: sync.code, startedBy: sync.actor.id },
  amountsConfirmed: sync.facts.amountsConfirmed ?? [],
  readOnly: sync.facts.readOnly ?? false,
  groupsNotOffered: sync.facts.groupsNotOffered ?? false,
  ...{ startedAt: sync.startedAt, endedAt: sync.endedAt },
});

export class SchulconnexSynchronisationPage implements Page<SchulconnexSynchronisationView> {
  @ApiProperty({ type: [SchulconnexSynchronisationView] })
  readonly items!: readonly SchulconnexSynchronisationView[];
  @ApiProperty({ type: String, nullable: true }) readonly next!: string | null;
}

/** One planned step without the values: those are personal data. */
export class SchulconnexPlanItemView {
  @ApiProperty({ type: 'integer' }) readonly nr!: number;
  @ApiProperty({ enum: ['person', 'context', 'group', 'membership'] }) readonly resource!: string;
  @ApiProperty({ enum: ['create', 'update', 'delete', 'import', 'none'] }) readonly operation!: string;
  @ApiProperty({ description: 'Only `ready` is written' }) readonly standing!: string;
  @ApiPropertyOptional({ type: 'integer', description: 'Case of the specification' }) readonly case?: number;
  @ApiProperty({ description: 'Which rule decided' }) readonly because!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Key in the school' })
  readonly key!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Id in the service' })
  readonly remoteId!: string | null;
  @ApiPropertyOptional(object) readonly parent?: object;
  @ApiPropertyOptional({ ...object, description: 'Which attributes agree, differ or are missing' })
  readonly likeness?: object;
  @ApiPropertyOptional({ type: [String] }) readonly candidates?: readonly string[];
  @ApiPropertyOptional({ type: [String], description: 'Rules that forbid it' })
  readonly obstacles?: readonly string[];
  @ApiPropertyOptional({ type: [Object], description: 'Attributes that stay although the school differs' })
  readonly kept?: readonly object[];
  @ApiProperty({ type: [String], description: 'What may be answered; none if it is no question' })
  readonly answers!: readonly AnswerWord[];
  @ApiProperty({ type: String, nullable: true, description: 'What became of it' })
  readonly result!: string | null;
  @ApiPropertyOptional({ description: 'E.g. 400/10, or a code of ours' }) readonly code?: string;
  @ApiPropertyOptional() readonly title?: string;
  @ApiPropertyOptional({ type: [String], description: 'Attributes somebody else changed meanwhile' })
  readonly attributes?: readonly string[];
}

export function planItemView(row: PlanRow): SchulconnexPlanItemView {
  const { likeness, after: _, ...facts } = row.facts;
  const { nr, resource, operation, standing, because, key, remoteId, result } = row;
  return {
    ...{ nr, resource, operation, standing, because, key, remoteId, result },
    ...facts,
    ...row.resultFacts,
    because,
    ...(likeness !== undefined && { likeness: likenessOf(likeness) }),
    answers: result === null ? answersTo(itemFrom(row, [])) : [],
  };
}

export class SchulconnexPlanItemPage implements Page<SchulconnexPlanItemView> {
  @ApiProperty({ type: [SchulconnexPlanItemView] }) readonly items!: readonly SchulconnexPlanItemView[];
  @ApiProperty({ type: String, nullable: true }) readonly next!: string | null;
}

export class SchulconnexPlanChangesView {
  @ApiProperty({
    type: [Object],
    description: 'Attribute by attribute: from, to, owner (source or gateway) and reason',
  })
  readonly changes!: readonly Change[];
}

class SchulconnexPlanCountView {
  @ApiProperty({ enum: ['person', 'context', 'group', 'membership'] }) readonly resource!: string;
  @ApiProperty({ enum: ['create', 'update', 'delete', 'import', 'none'] }) readonly operation!: string;
  @ApiProperty({ description: 'Only `ready` is written' }) readonly standing!: string;
  @ApiProperty({ type: String, nullable: true, description: 'What became of them' })
  readonly result!: string | null;
  @ApiProperty({ type: 'integer' }) readonly count!: number;
}

export class SchulconnexPlanCountList {
  @ApiProperty({ type: [SchulconnexPlanCountView] }) readonly items!: readonly SchulconnexPlanCountView[];
}

class SchulconnexComparedRecordView implements ComparedRecord {
  @ApiProperty({ enum: ['source', 'service'] }) readonly side!: 'source' | 'service';
  @ApiProperty({ description: 'The school’s key, or the service’s id' }) readonly id!: string;
  @ApiProperty({ description: 'False: it is gone' }) readonly exists!: boolean;
}

export class SchulconnexComparisonView implements Comparison {
  @ApiProperty({ description: 'What the question is about' })
  readonly subject!: SchulconnexComparedRecordView;
  @ApiProperty({ type: [SchulconnexComparedRecordView] })
  readonly candidates!: readonly SchulconnexComparedRecordView[];
  @ApiProperty({
    type: [Object],
    description:
      'By attribute: the subject’s value, and of each candidate the value and whether it agrees, differs, is missing-in-candidate or missing-in-subject',
  })
  readonly attributes!: Comparison['attributes'];
}

export class SchulconnexProposalsView {
  @ApiProperty({ type: 'integer' }) readonly continue!: number;
  @ApiProperty({ type: 'integer' }) readonly end!: number;
}

export class SchulconnexRememberedView {
  @ApiProperty({ type: 'integer', description: 'Answers remembered' }) readonly remembered!: number;
}

export class SchulconnexReportView {
  @ApiProperty({ ...object, description: 'By kind of record and bucket' }) readonly counts!: object;
  @ApiProperty({ type: [Object] }) readonly failures!: readonly object[];
  @ApiProperty({ enum: ['succeeded', 'partly', 'failed'] }) readonly outcome!: string;
}
