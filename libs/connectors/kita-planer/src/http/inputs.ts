import { IsDay, PageQuery } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBase64,
  IsBoolean,
  IsDate,
  IsIn,
  IsISO8601,
  IsOptional,
  IsUUID,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { KitaPlanerSettings } from '../kita-planer.settings';
import { CareRecordInput } from '../source/care-record.input';
import type { RecordAction } from '../use-cases/act-on-records';
import { revealPurposes, type RevealPurpose } from '../use-cases/reveal-record';
import { archiveReasons, exportStatus, type ExportStatus } from './export-status';

export class ConnectionInput {
  @ApiProperty() @Length(1, 100) readonly name!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Kita Planer Einrichtung' })
  @ValidateNested()
  @Type(() => KitaPlanerSettings)
  readonly settings!: KitaPlanerSettings;

  @ApiPropertyOptional({
    description: 'Off: records are collected, nothing is sent. Absent: as it was; new: off',
  })
  @IsOptional()
  @IsBoolean()
  readonly active?: boolean;
}

/** Of a .p12 file and what the Kita-Planer itself asks for: two passwords that have nothing to do with each other. */
export class CredentialInput {
  @ApiProperty({ format: 'byte', description: 'The .p12 file, Base64, at most 100 kB' })
  @MaxLength(200_000)
  @IsBase64()
  readonly file!: string;

  @ApiProperty({ format: 'password' }) @MaxLength(500) readonly filePassword!: string;
  @ApiProperty() @Length(1, 100) readonly user!: string;

  @ApiPropertyOptional({
    format: 'password',
    description: 'Absent: the password of the file is used here as well',
  })
  @IsOptional()
  @Length(1, 500)
  readonly password?: string;

  @ApiPropertyOptional({ format: 'date-time' })
  @IsOptional()
  @Type(() => Date)
  @IsDate()
  readonly validFrom?: Date;
}

export class PasswordInput {
  @ApiProperty() @Length(1, 100) readonly user!: string;
  @ApiProperty({ format: 'password' }) @Length(1, 500) readonly password!: string;
}

export class BatchInput {
  @ApiProperty({ type: [CareRecordInput], minItems: 1, maxItems: 5_000 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(5_000)
  readonly careRecords!: unknown[];
}

export class RecordIdsInput {
  @ApiProperty({ type: [String], format: 'uuid', maxItems: 10_000 })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @IsUUID(undefined, { each: true })
  readonly ids!: string[];
}

export class ActionInput extends RecordIdsInput {
  @ApiProperty({ enum: ['resend', 'resolve', 'confirm', 'reopen'] })
  @IsIn(['resend', 'resolve', 'confirm', 'reopen'])
  readonly action!: RecordAction;

  @ApiProperty({ minLength: 3, maxLength: 1_000 }) @Length(3, 1_000) @Matches(/\S/) readonly reason!: string;
}

export class RevealInput {
  @ApiPropertyOptional({ enum: revealPurposes, default: 'review' })
  @IsOptional()
  @IsIn(revealPurposes)
  readonly purpose?: RevealPurpose;
}

export class BufferQuery extends PageQuery {
  @ApiPropertyOptional({ enum: exportStatus })
  @IsOptional()
  @IsIn(exportStatus)
  readonly status?: ExportStatus;
  @ApiPropertyOptional() @IsOptional() @Length(1, 100) readonly code?: string;
  @ApiPropertyOptional({ description: 'KIND_ID_EXTERN' })
  @IsOptional()
  @Length(1, 25)
  readonly childId?: string;
  @ApiPropertyOptional() @IsOptional() @Length(1, 40) readonly number?: string;
}

export class ArchiveQuery extends PageQuery {
  @ApiPropertyOptional({ enum: archiveReasons })
  @IsOptional()
  @IsIn(archiveReasons)
  readonly reason?: (typeof archiveReasons)[number];

  @ApiPropertyOptional({ description: 'KIND_ID_EXTERN' })
  @IsOptional()
  @Length(1, 25)
  readonly childId?: string;
  @ApiPropertyOptional() @IsOptional() @Length(1, 40) readonly number?: string;
}

/** A day, or a moment with its offset from UTC; what ISO 8601 knows besides, no database takes. */
const MOMENT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d))?$/;

const IsMoment = (): PropertyDecorator => (target, property) => {
  ApiPropertyOptional({ description: '2026-11-24 or 2026-11-24T12:48:00Z' })(target, property);
  IsOptional()(target, property);
  IsISO8601({ strict: true })(target, property);
  Matches(MOMENT, { message: '$property must be a day or a moment with its offset' })(target, property);
};

class PeriodQuery extends PageQuery {
  @IsMoment() readonly from?: string;
  @IsMoment() readonly to?: string;
}

export class CallQuery extends PeriodQuery {
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() readonly run?: string;
  @ApiPropertyOptional({ enum: ['open', 'done'] }) @IsOptional() @IsIn(['open', 'done']) readonly followUp?:
    'open' | 'done';
  @ApiPropertyOptional() @IsOptional() @Length(1, 40) readonly class?: string;
}

export class EntryQuery extends PeriodQuery {
  @ApiPropertyOptional() @IsOptional() @Length(1, 40) readonly outcome?: string;
  @ApiPropertyOptional() @IsOptional() @Length(1, 60) readonly code?: string;
  @ApiPropertyOptional({ description: 'KIND_ID_EXTERN' })
  @IsOptional()
  @Length(1, 25)
  readonly childId?: string;
  @ApiPropertyOptional({ description: 'KITA_ID_EXTERN' })
  @IsOptional()
  @Length(1, 25)
  readonly kitaId?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() readonly call?: string;
  @ApiPropertyOptional({ format: 'uuid' }) @IsOptional() @IsUUID() readonly record?: string;
}

/** A name is personal data, so it is asked for in a body and never in an address. */
export class NameSearchInput extends EntryQuery {
  @ApiProperty({ description: 'Given or family name of the child, or both' })
  @Length(2, 200)
  readonly name!: string;
}

export class CountsQuery {
  @ApiProperty({ format: 'date' }) @IsDay() readonly from!: string;
  @ApiProperty({ format: 'date' }) @IsDay() readonly to!: string;
}
