import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsOptional, Length, ValidateNested } from 'class-validator';
import { SchulconnexSettings } from '../schulconnex.settings';

export class SchulconnexConnectionInput {
  @ApiProperty() @Length(1, 100) readonly name!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  @ValidateNested()
  @Type(() => SchulconnexSettings)
  readonly settings!: SchulconnexSettings;

  @ApiPropertyOptional({ description: 'Off: nothing is synchronised. Absent: as it was; new: off' })
  @IsOptional()
  @IsBoolean()
  readonly active?: boolean;
}

export class SchulconnexCredentialInput {
  @ApiProperty({ format: 'password' }) @Length(1, 2_000) readonly clientSecret!: string;
  @ApiPropertyOptional({ format: 'password', description: 'For the grant `password`' })
  @IsOptional()
  @Length(1, 500)
  readonly password?: string;
}
