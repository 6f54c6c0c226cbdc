import type { AuditLog } from '@gateway/audit';
import { PageQuery } from '@gateway/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Length, Matches } from 'class-validator';

const LOGS = ['security', 'admin', 'record'] as const satisfies readonly AuditLog[];

export class AuditQueryInput extends PageQuery {
  @ApiPropertyOptional({ enum: LOGS })
  @IsOptional()
  @IsIn(LOGS)
  readonly log?: AuditLog;
}

export class NewTenantInput {
  @ApiProperty()
  @Length(1, 200)
  @Matches(/\S/)
  readonly name!: string;
}
