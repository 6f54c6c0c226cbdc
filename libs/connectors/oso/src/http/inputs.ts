import { PageQuery } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsBase64,
  IsBoolean,
  IsIn,
  IsOptional,
  Length,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { OsoSettings } from '../oso.settings';
import { feedbackStates, type FeedbackState } from './feedback-state';

export class OsoConnectionInput {
  @ApiProperty() @Length(1, 100) readonly name!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  @ValidateNested()
  @Type(() => OsoSettings)
  readonly settings!: OsoSettings;

  @ApiPropertyOptional({ description: 'Off: nothing is sent. Absent: as it was; new: off' })
  @IsOptional()
  @IsBoolean()
  readonly active?: boolean;
}

export class OsoCertificateInput {
  @ApiProperty({ format: 'byte', description: 'The .p12 file, Base64, at most 100 kB' })
  @MaxLength(200_000)
  @IsBase64()
  readonly file!: string;

  @ApiProperty({ format: 'password' }) @MaxLength(500) readonly password!: string;
}

export class CloseInput {
  @ApiProperty({
    enum: ['resolved', 'confirmed'],
    description: 'Closed without delivery, or the school has it',
  })
  @IsIn(['resolved', 'confirmed'])
  readonly as!: 'resolved' | 'confirmed';

  @ApiProperty({ minLength: 3, maxLength: 1_000 }) @Length(3, 1_000) @Matches(/\S/) readonly reason!: string;
}

export class FeedbackQuery extends PageQuery {
  @ApiPropertyOptional({ enum: feedbackStates })
  @IsOptional()
  @IsIn(feedbackStates)
  readonly state?: FeedbackState;

  @ApiPropertyOptional({ description: 'One code, as in `result.code`' })
  @IsOptional()
  @Matches(/^[A-Za-z_]{3,64}$/)
  readonly code?: string;
}

/** A point of a school. Checked by rules of its own, so that every refusal carries the code of OSO. */
export class PointInput {
  @ApiProperty({ pattern: '^[0-9]{2}[A-Z]{2}$' }) readonly brin!: string;
  @ApiPropertyOptional({ minimum: 0, description: 'oso2017, oso2018' }) readonly aanleverpuntIndex?: number;
  @ApiPropertyOptional({ description: 'oso2021' }) readonly routeringsKenmerk?: string;
}

export class AttachmentInput {
  @ApiProperty({ maxLength: 200 }) readonly fileName!: string;
  @ApiProperty({ enum: ['application/pdf'] }) readonly mimeType!: string;
  @ApiProperty({ format: 'byte' }) readonly content!: string;
}

export class ContentInput {
  @ApiProperty({ format: 'date-time' }) readonly date!: string;
  @ApiProperty({ maxLength: 100 }) readonly status!: string;
  @ApiPropertyOptional({ maxLength: 4_000 }) readonly explanation?: string;
  @ApiPropertyOptional({ type: [AttachmentInput], maxItems: 5 }) readonly attachments?: AttachmentInput[];
}

/** Either `notice` and `feedback`, or the points, the Koppelsleutel and `feedback`. */
export class FeedbackInput {
  @ApiPropertyOptional({ format: 'uuid', description: 'The Notificatie it answers' })
  readonly notice?: string;
  @ApiPropertyOptional({ type: PointInput, description: 'The school' }) readonly bron?: PointInput;
  @ApiPropertyOptional({ type: PointInput, description: 'We' }) readonly doel?: PointInput;
  @ApiPropertyOptional({ description: 'Byte for byte as it came in the Notificatie' })
  readonly koppelsleutel?: string;
  @ApiProperty({ type: ContentInput }) readonly feedback!: ContentInput;
}
