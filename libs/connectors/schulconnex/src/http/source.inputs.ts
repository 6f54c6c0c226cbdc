import { PageQuery } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsOptional,
  IsString,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import type { Resource } from '../domain/plan/attributes';
import type { ImportState } from '../storage/import.entity';

const records = {
  type: 'array',
  items: { type: 'object', additionalProperties: true },
  maxItems: 5_000,
} as const;
const keys = { type: 'array', items: { type: 'string' }, maxItems: 5_000 } as const;
const kinds = ['person', 'context', 'group', 'membership'] as const;
const states = ['offered', 'acknowledged', 'rejected', 'withdrawn'] as const;

/** Records are checked by rules of their own, so that every mistake is named by its place. */
const Records =
  (description?: string): PropertyDecorator =>
  (target, property) => {
    ApiPropertyOptional({ ...records, ...(description === undefined ? {} : { description }) })(
      target,
      property,
    );
    IsArray()(target, property);
    ArrayMaxSize(5_000)(target, property);
  };

const Keys = (): PropertyDecorator => (target, property) => {
  ApiPropertyOptional(keys)(target, property);
  IsArray()(target, property);
  ArrayMaxSize(5_000)(target, property);
  Length(1, 200, { each: true })(target, property);
  Matches(PRINTABLE, { each: true })(target, property);
};

const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

class ContextKeyInput {
  @ApiProperty() @Length(1, 200) @Matches(PRINTABLE) readonly person!: string;
  @ApiProperty() @Length(1, 200) readonly key!: string;
}

class MembershipKeyInput {
  @ApiProperty() @Length(1, 200) @Matches(PRINTABLE) readonly group!: string;
  @ApiProperty() @Length(1, 200) readonly key!: string;
}

class UpsertInput {
  @Records() readonly people: unknown[] = [];
  @Records() readonly groups: unknown[] = [];
  @Records('Contexts, each with the key of its `person`') readonly contexts: unknown[] = [];
  @Records('Memberships, each with the key of its `group`') readonly memberships: unknown[] = [];
}

class RemoveInput {
  @Keys() readonly people: string[] = [];
  @Keys() readonly groups: string[] = [];

  @ApiPropertyOptional({ type: [ContextKeyInput] })
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => ContextKeyInput)
  readonly contexts: ContextKeyInput[] = [];

  @ApiPropertyOptional({ type: [MembershipKeyInput] })
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => MembershipKeyInput)
  readonly memberships: MembershipKeyInput[] = [];
}

export class SourceChangeInput {
  @ApiPropertyOptional({ type: UpsertInput, description: 'Added, or put in the place of what has the key' })
  @ValidateNested()
  @Type(() => UpsertInput)
  readonly upsert: UpsertInput = new UpsertInput();

  @ApiPropertyOptional({ type: RemoveInput, description: 'Before anything is added' })
  @ValidateNested()
  @Type(() => RemoveInput)
  readonly remove: RemoveInput = new RemoveInput();
}

export class SnapshotInput {
  @ApiProperty(records) @IsArray() readonly people!: unknown[];
  @ApiProperty(records) @IsArray() readonly groups!: unknown[];
}

export class UploadQuery {
  @ApiPropertyOptional({
    enum: ['record', 'snapshot'],
    default: 'record',
    description: 'What a mistake in one record costs: the record, which stays as it was, or everything',
  })
  @IsIn(['record', 'snapshot'])
  readonly refuses: 'record' | 'snapshot' = 'record';
}

export class LinkQuery extends PageQuery {
  @ApiPropertyOptional({ enum: kinds }) @IsOptional() @IsIn(kinds) readonly kind?: Resource;
  @ApiPropertyOptional({ description: 'The school’s key' })
  @IsOptional()
  @Length(1, 200)
  @Matches(PRINTABLE)
  readonly key?: string;
  @ApiPropertyOptional({ description: 'The service’s id' })
  @IsOptional()
  @Length(1, 200)
  @Matches(PRINTABLE)
  readonly remoteId?: string;
}

export class ImportQuery extends PageQuery {
  @ApiPropertyOptional({ enum: states, default: 'offered' })
  @IsIn(states)
  readonly state: ImportState = 'offered';
}

class TakenPartInput {
  @ApiProperty({ description: 'The service’s id' }) @IsString() @Length(1, 200) readonly remoteId!: string;
  @ApiProperty({ description: 'Its key in the school' })
  @Length(1, 200)
  @Matches(PRINTABLE)
  readonly key!: string;
}

export class AcknowledgeInput {
  @ApiProperty({ description: 'The key of the record in the school' })
  @Length(1, 200)
  @Matches(PRINTABLE)
  readonly key!: string;

  @ApiPropertyOptional({
    type: [TakenPartInput],
    description: 'Contexts of the person, or memberships of the group, that were taken over as well',
  })
  @IsArray()
  @ArrayMaxSize(5_000)
  @ValidateNested({ each: true })
  @Type(() => TakenPartInput)
  readonly parts: TakenPartInput[] = [];
}

export class RejectInput {
  @ApiProperty({ description: 'A code of yours, e.g. ALUMNI_NOT_KEPT; no words about a person' })
  @Matches(/^[A-Z][A-Z0-9_]{2,63}$/)
  readonly reason!: string;
}
