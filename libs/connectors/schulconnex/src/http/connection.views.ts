import type { Connection } from '@gateway/connector';
import type { SecretMeta } from '@gateway/vault';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const object = { type: 'object', additionalProperties: true } as const;

export class SchulconnexConnectionView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ ...object, description: 'As in the request' }) readonly settings!: Record<string, unknown>;
  @ApiProperty({ description: 'Off: nothing is synchronised' }) readonly active!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'Code of what must be put right first' })
  readonly pausedBecause!: string | null;
  @ApiProperty({ type: 'integer', description: 'In the ETag' }) readonly version!: number;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: Date;
  @ApiProperty({ format: 'date-time' }) readonly updatedAt!: Date;
}

export const connectionView = ({
  tenantId: _,
  connector: __,
  ...connection
}: Connection): SchulconnexConnectionView => connection;

export class SchulconnexConnectionList {
  @ApiProperty({ type: [SchulconnexConnectionView] }) readonly items!: readonly SchulconnexConnectionView[];
}

/** Everything about stored credentials but the credentials. */
export class SchulconnexCredentialView {
  @ApiProperty({ type: 'integer' }) readonly version!: number;
  @ApiProperty({ ...object, description: 'Whether there is a password' })
  readonly description!: SecretMeta['description'];
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: Date;
  @ApiProperty({ format: 'date-time' }) readonly validFrom!: Date;
  @ApiPropertyOptional({ format: 'date-time' }) readonly expiresAt?: Date;
  @ApiPropertyOptional({ description: 'Why the token endpoint refused it' }) readonly lockCode?: string;
  @ApiPropertyOptional({ format: 'date-time' }) readonly lockedAt?: Date;
  @ApiPropertyOptional({ format: 'date-time' }) readonly retiredAt?: Date;
}

export const credentialView = ({ ref: _, ...meta }: SecretMeta): SchulconnexCredentialView => meta;

export class SchulconnexCredentialList {
  @ApiProperty({ type: [SchulconnexCredentialView] }) readonly items!: readonly SchulconnexCredentialView[];
}

class SchulconnexStepView {
  @ApiProperty({ enum: ['credentials', 'dns', 'tls', 'token', 'organisation'] }) readonly step!: string;
  @ApiProperty({ enum: ['ok', 'failed', 'not-reached'] }) readonly result!: string;
  @ApiPropertyOptional({ description: 'Of the step that failed' }) readonly reason?: string;
}

export class SchulconnexTestView {
  @ApiProperty({ type: [SchulconnexStepView] }) readonly steps!: readonly SchulconnexStepView[];
}
