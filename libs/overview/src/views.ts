import { ApiProperty } from '@nestjs/swagger';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;
const integers = { type: 'object', additionalProperties: { type: 'integer' } } as const;

export class ConnectionOverview {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly connector!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty() readonly active!: boolean;
  @ApiProperty(textOrNull) readonly pausedBecause!: string | null;
  @ApiProperty({ ...integers, description: 'Open records by state; what is held as held:<why>' })
  readonly counts!: Readonly<Record<string, number>>;
  @ApiProperty({ type: 'integer', description: 'Records somebody has to see to' }) readonly open!: number;
  @ApiProperty(timeOrNull) readonly lastSuccessAt!: Date | null;
  @ApiProperty(timeOrNull) readonly lastFailureAt!: Date | null;
  @ApiProperty(textOrNull) readonly lastFailureCode!: string | null;
  @ApiProperty({ ...timeOrNull, description: 'When its first certificate or password ends' })
  readonly credentialEndsAt!: Date | null;
}

export class Overview {
  @ApiProperty({ type: [ConnectionOverview] }) readonly connections!: readonly ConnectionOverview[];
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      required: ['day'],
      properties: { day: { type: 'string', format: 'date' } },
      additionalProperties: { type: 'integer' },
    },
    description:
      'What came in on each of the last 14 days (UTC), by where it is now; days without are left out',
  })
  readonly days!: readonly Readonly<Record<string, string | number>>[];
}

export class ToDo {
  @ApiProperty({ format: 'uuid' }) readonly connection!: string;
  @ApiProperty() readonly connector!: string;
  @ApiProperty() readonly connectionName!: string;
  @ApiProperty({ enum: ['held', 'uncertain', 'rejected', 'failed'] }) readonly state!: string;
  @ApiProperty(textOrNull) readonly heldBecause!: string | null;
  @ApiProperty({ ...textOrNull, description: 'Stable code of what stands in the way' })
  readonly cause!: string | null;
  @ApiProperty({ type: 'integer' }) readonly count!: number;
  @ApiProperty(time) readonly oldestAt!: Date;
}

export class ToDoList {
  @ApiProperty({ type: [ToDo], description: 'Oldest first' }) readonly items!: readonly ToDo[];
}

export class ExpiryView {
  @ApiProperty({ format: 'uuid' }) readonly connection!: string;
  @ApiProperty(textOrNull) readonly connector!: string | null;
  @ApiProperty(textOrNull) readonly connectionName!: string | null;
  @ApiProperty({ description: 'Its name in the vault' }) readonly credential!: string;
  @ApiProperty({ description: 'What it is for' }) readonly kind!: string;
  @ApiProperty({ type: 'integer' }) readonly version!: number;
  @ApiProperty(time) readonly expiresAt!: Date;
  @ApiProperty({ type: 'integer' }) readonly daysLeft!: number;
}

export class ExpiryList {
  @ApiProperty({ type: [ExpiryView], description: 'Soonest first' }) readonly items!: readonly ExpiryView[];
}

export class AuditEntryView {
  @ApiProperty() readonly stream!: string;
  @ApiProperty({ type: 'integer' }) readonly seq!: number;
  @ApiProperty({ description: 'SHA-256, hex' }) readonly hash!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As it is hashed' })
  readonly entry!: object;
}

export class AuditEntryPage {
  @ApiProperty({ type: [AuditEntryView] }) readonly items!: readonly AuditEntryView[];
  @ApiProperty(textOrNull) readonly next!: string | null;
}

export class AuditStatus {
  @ApiProperty({ type: 'integer' }) readonly entries!: number;
  @ApiProperty(timeOrNull) readonly lastAt!: Date | null;
  @ApiProperty({ type: 'integer', description: 'Newest entries that were compared' })
  readonly checked!: number;
  @ApiProperty({ description: 'Each follows the one before; the verifier proves it' })
  readonly unbroken!: boolean;
}

export class TenantOverview {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty({ type: [ConnectionOverview] }) readonly connections!: readonly ConnectionOverview[];
}

export class TenantOverviewList {
  @ApiProperty({ type: [TenantOverview] }) readonly items!: readonly TenantOverview[];
}

export class CreatedTenant {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
}
