import { IsDay, PageQuery } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { answerWords, type AnswerWord } from '../../domain/answers';
import type { Resource } from '../../domain/plan/attributes';
import type { Standing } from '../../domain/plan/plan-item';

const RESOURCES: readonly Resource[] = ['person', 'context', 'group', 'membership'];
const STANDINGS: readonly Standing[] = [
  'ready',
  'unchanged',
  'open',
  'declined',
  'conflict',
  'not-selected',
  'blocked',
  'left-alone',
];
const RESULTS = ['done', 'failed', 'skipped', 'conflict', 'uncertain'] as const;

export class SchulconnexSelectionInput {
  @ApiPropertyOptional({ type: [String], description: 'Keys of groups; their members come along' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @Length(1, 256, { each: true })
  readonly groups?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Roles whose holders come along, e.g. Lehr' })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  @Length(1, 32, { each: true })
  readonly roles?: string[];
}

export class SchulconnexStartInput {
  @ApiPropertyOptional({ default: false, description: 'Stops after the plan' })
  @IsBoolean()
  readonly dryRun: boolean = false;

  @ApiPropertyOptional({
    default: false,
    description: 'Goes on without confirmation where a plan asks nothing and warns of nothing',
  })
  @IsBoolean()
  readonly unattended: boolean = false;

  @ApiPropertyOptional({
    default: false,
    description: 'Change of the school year: asks about every group that goes on, with higher thresholds',
  })
  @IsBoolean()
  readonly schoolYear: boolean = false;

  @ApiPropertyOptional({ description: 'Empty: everybody. Absent: waits until somebody chooses (step 2)' })
  @IsOptional()
  @ValidateNested()
  @Type(() => SchulconnexSelectionInput)
  readonly selection?: SchulconnexSelectionInput;
}

class SchulconnexAnswerInput {
  @ApiProperty({ type: 'integer', description: 'Number of the question in the plan' })
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  readonly nr!: number;

  @ApiProperty({ enum: answerWords })
  @IsIn(answerWords)
  readonly answer!: AnswerWord;

  @ApiPropertyOptional({ description: 'Which candidate is meant, where there are several' })
  @IsOptional()
  @Length(1, 256)
  readonly candidate?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Last day of what ends; today if absent' })
  @IsOptional()
  @IsDay()
  readonly endsOn?: string;

  @ApiPropertyOptional({ type: 'integer', description: 'Days an ended group stays; 0 deletes it at once' })
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3_650)
  readonly deleteAfterDays?: number;
}

export class SchulconnexAnswersInput {
  @ApiProperty({ type: [SchulconnexAnswerInput] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @ValidateNested({ each: true })
  @Type(() => SchulconnexAnswerInput)
  readonly answers!: SchulconnexAnswerInput[];
}

export class SchulconnexConfirmationInput {
  @ApiProperty({ type: 'integer', description: 'The plan that was looked at, `plan` of the synchronisation' })
  @IsInt()
  @Min(1)
  @Max(2_147_483_647)
  readonly plan!: number;
}

export class SchulconnexItemQuery extends PageQuery {
  @ApiPropertyOptional({ enum: RESOURCES })
  @IsOptional()
  @IsIn(RESOURCES)
  readonly resource?: Resource;

  @ApiPropertyOptional({ enum: STANDINGS })
  @IsOptional()
  @IsIn(STANDINGS)
  readonly standing?: Standing;

  @ApiPropertyOptional({ enum: ['create', 'update', 'delete', 'import', 'none'] })
  @IsOptional()
  @IsIn(['create', 'update', 'delete', 'import', 'none'])
  readonly operation?: string;

  @ApiPropertyOptional({ enum: RESULTS })
  @IsOptional()
  @IsIn(RESULTS)
  readonly result?: string;
}

export class SchulconnexReportQuery {
  @ApiPropertyOptional({ enum: ['json', 'text'], default: 'json' })
  @IsIn(['json', 'text'])
  readonly format: 'json' | 'text' = 'json';

  @ApiPropertyOptional({ enum: ['de', 'en', 'nl'], default: 'de' })
  @IsIn(['de', 'en', 'nl'])
  readonly language: 'de' | 'en' | 'nl' = 'de';
}
