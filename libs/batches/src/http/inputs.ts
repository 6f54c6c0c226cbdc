import { PageQuery } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsDate,
  IsIn,
  IsObject,
  IsOptional,
  IsUUID,
  Length,
  Matches,
} from 'class-validator';
import { BATCH_ACTIONS, type BatchAction } from '../record-acts';

/** Which records, and what to do with them. */
export class ActPlanInput {
  @ApiProperty({ format: 'uuid' }) @IsUUID() readonly connection!: string;

  @ApiProperty({ enum: BATCH_ACTIONS }) @IsIn(BATCH_ACTIONS) readonly action!: BatchAction;

  @ApiPropertyOptional({ type: [String], description: 'These records; or else all that match the filter' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(1_000)
  @IsUUID(undefined, { each: true })
  readonly ids?: string[];

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'In the words of the list of this interface, and `view`: open or archive',
  })
  @IsOptional()
  @IsObject()
  readonly filter?: Record<string, string>;

  @ApiPropertyOptional({ format: 'date-time', description: 'What came in later is left out' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  readonly asOf?: Date;
}

export class ActBatchInput extends ActPlanInput {
  @ApiProperty({ minLength: 3, maxLength: 1_000 }) @Length(3, 1_000) @Matches(/\S/) readonly reason!: string;
}

export class BatchRecordsQuery extends PageQuery {}
