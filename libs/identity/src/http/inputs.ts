import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { PERMISSIONS, type PermissionName } from '../access/permission';
import { ROLES, type Role } from '../access/roles';
import { LOCALES, type Locale } from '../people/accounts';

export class SignInInput {
  @ApiProperty()
  @Length(1, 254)
  readonly email!: string;

  @ApiProperty()
  @IsString()
  @MaxLength(1_000)
  readonly password!: string;
}

export class SecondFactorInput {
  @ApiProperty({ required: false, description: 'Six digits from the app' })
  @IsOptional()
  @Length(6, 20)
  readonly code?: string;

  @ApiProperty({ required: false, description: 'One of the ten from paper, in place of a code' })
  @IsOptional()
  @Length(16, 40)
  readonly recoveryCode?: string;
}

export class ConfirmInput {
  @ApiProperty()
  @Length(6, 20)
  readonly code!: string;
}

export class PasswordInput {
  @ApiProperty()
  @IsString()
  @MaxLength(1_000)
  readonly current!: string;

  @ApiProperty()
  @IsString()
  @MaxLength(1_000)
  readonly password!: string;
}

export class InvitationInput {
  @ApiProperty()
  @Length(1, 100)
  readonly token!: string;

  @ApiProperty()
  @IsString()
  @MaxLength(1_000)
  readonly password!: string;
}

export class ChooseTenantInput {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly tenant!: string;
}

export class LocaleInput {
  @ApiProperty({ enum: LOCALES })
  @IsIn(LOCALES)
  readonly locale!: Locale;
}

export class NewUserInput {
  @ApiProperty()
  @Length(1, 200)
  @Matches(/\S/)
  readonly name!: string;

  @ApiProperty({ format: 'email' })
  @IsEmail()
  @Length(3, 254)
  readonly email!: string;

  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  readonly role!: Role;

  @ApiProperty({ required: false, format: 'uuid', description: 'What somebody was shown who was not known' })
  @IsOptional()
  @IsUUID()
  readonly reference?: string;
}

export class RoleInput {
  @ApiProperty({ enum: ROLES })
  @IsIn(ROLES)
  readonly role!: Role;
}

export class NewKeyInput {
  @ApiProperty()
  @Length(1, 100)
  readonly name!: string;

  @ApiProperty({ enum: PERMISSIONS, isArray: true })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(PERMISSIONS, { each: true })
  readonly scopes!: PermissionName[];

  @ApiProperty({
    required: false,
    format: 'date-time',
    description: 'In a year unless given; at most in two',
  })
  @IsOptional()
  @IsISO8601({ strict: true })
  readonly expiresAt?: string;
}

export class BreakGlassInput {
  @ApiProperty({ description: 'For the tenant to read; no personal data' })
  @Length(10, 500)
  readonly reason!: string;

  @ApiProperty({ required: false })
  @IsOptional()
  @Length(1, 100)
  readonly ticket?: string;

  @ApiProperty({ type: 'integer', minimum: 5, maximum: 60 })
  @IsInt()
  @Min(5)
  @Max(60)
  readonly minutes!: number;
}

export class ApprovalInput {
  @ApiProperty({ description: 'erase-child' })
  @Length(1, 60)
  readonly act!: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  @IsObject()
  readonly subject!: Record<string, unknown>;

  @ApiProperty()
  @Length(10, 500)
  readonly reason!: string;
}
