import type { Connection, ConnectionRun, RunState, Trigger } from '@gateway/connector';
import { actionsFor, type ListedDelivery, type PersonAction } from '@gateway/delivery';
import type { SecretDescription, SecretMeta } from '@gateway/vault';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { archiveReasonOf, archiveReasons, exportStatus, statusOf, type ExportStatus } from './export-status';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;
const object = { type: 'object', additionalProperties: true } as const;

/** Something the check or the Kita-Planer remarked about a record. */
class RecordNoticeView {
  @ApiProperty(textOrNull) readonly code!: string | null;
  @ApiPropertyOptional({ description: 'Where in the care record' }) readonly field?: string;
  @ApiPropertyOptional({ description: 'Names of the Kita-Planer, separated by spaces' })
  readonly fields?: string;
}

/** One row of the buffer or the archive, without personal data. */
export class RecordView {
  @ApiProperty({ format: 'uuid', description: 'DATENSATZ_ID on the wire' }) readonly id!: string;
  @ApiProperty(textOrNull) readonly number!: string | null;
  @ApiProperty({ enum: exportStatus }) readonly status!: ExportStatus;
  @ApiProperty(textOrNull) readonly code!: string | null;
  @ApiProperty({ description: 'KIND_ID_EXTERN' }) readonly childId!: string;
  @ApiProperty({ description: 'KITA_ID_EXTERN' }) readonly kitaId!: string;
  @ApiProperty({ ...object, description: 'Keys of the source: agreement, line, …' })
  readonly source!: Readonly<Record<string, string | number | null>>;
  @ApiProperty({ type: [RecordNoticeView] }) readonly notices!: ListedDelivery['notices'];
  @ApiProperty({ type: 'integer' }) readonly attempts!: number;
  @ApiProperty({ enum: ['confirm', 'resend', 'resolve', 'reopen'], isArray: true })
  readonly actions!: readonly PersonAction[];
  @ApiProperty(time) readonly acceptedAt!: Date;
  @ApiProperty(time) readonly updatedAt!: Date;
  @ApiProperty(timeOrNull) readonly archivedAt!: Date | null;
  @ApiProperty({ enum: archiveReasons, nullable: true, type: String })
  readonly archiveReason!: (typeof archiveReasons)[number] | null;
}

export function recordView(delivery: ListedDelivery): RecordView {
  const { childId, kitaId, ...source } = delivery.refs;
  return {
    id: delivery.id,
    number: delivery.number,
    status: statusOf(delivery),
    code: delivery.cause,
    childId: String(childId),
    kitaId: String(kitaId),
    source,
    notices: delivery.notices,
    attempts: delivery.attempts,
    actions: actionsFor(delivery),
    acceptedAt: delivery.acceptedAt,
    updatedAt: delivery.updatedAt,
    archivedAt: delivery.archivedAt,
    archiveReason: delivery.archiveReason && archiveReasonOf(delivery.archiveReason),
  };
}

/** Who did something; never a name. */
export class ActorView {
  @ApiProperty() readonly type!: string;
  @ApiProperty() readonly id!: string;
}

const actorView = ({ type, id }: ActorView): ActorView => ({ type, id });

/** One execution on a connection. */
export class RunView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ format: 'uuid' }) readonly connectionId!: string;
  @ApiProperty() readonly kind!: string;
  @ApiProperty({ enum: ['schedule', 'person', 'real-time', 'retry'] }) readonly trigger!: Trigger;
  @ApiProperty() readonly actor!: ActorView;
  @ApiProperty({ enum: ['running', 'done', 'failed', 'cancelled'] }) readonly state!: RunState;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'number' } })
  readonly counts!: Readonly<Record<string, number>>;
  @ApiProperty({ ...textOrNull, description: 'Why it ended early' }) readonly code!: string | null;
  @ApiProperty(time) readonly startedAt!: Date;
  @ApiProperty(timeOrNull) readonly endedAt!: Date | null;
}

export function runView({ tenantId: _, leaseUntil: __, actor, ...run }: ConnectionRun): RunView {
  return { ...run, actor: actorView(actor) };
}

/** Kita Planer Einrichtung. */
export class ConnectionView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ ...object, description: 'As in the request' })
  readonly settings!: Readonly<Record<string, unknown>>;
  @ApiProperty({ description: 'Off: records are collected, nothing is sent' }) readonly active!: boolean;
  @ApiProperty({ ...textOrNull, description: 'Code of what must be put right first' })
  readonly pausedBecause!: string | null;
  @ApiProperty({ type: 'integer', description: 'In the ETag' }) readonly version!: number;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty(time) readonly updatedAt!: Date;
}

export function connectionView({ tenantId: _, connector: __, ...connection }: Connection): ConnectionView {
  return connection;
}

/** Everything about a stored credential but its secrets. */
export class CredentialView {
  @ApiProperty({ description: '`central` or `user/…`' }) readonly name!: string;
  @ApiProperty({ description: 'The only address it is used at' }) readonly endpoint!: string;
  @ApiProperty({ type: 'integer' }) readonly version!: number;
  @ApiProperty({ ...object, description: 'Subject, issuer, fingerprint, dates of the certificate; the user' })
  readonly description!: SecretDescription;
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty(time) readonly validFrom!: Date;
  @ApiPropertyOptional(time) readonly expiresAt?: Date;
  @ApiPropertyOptional({ description: 'Code of the refusal it was locked after' }) readonly lockCode?: string;
  @ApiPropertyOptional(time) readonly lockedAt?: Date;
  @ApiPropertyOptional(time) readonly retiredAt?: Date;
}

export function credentialView({ ref, ...meta }: SecretMeta): CredentialView {
  return { name: ref.name, endpoint: ref.endpoint, ...meta };
}
