import type { Connection, ConnectionRun } from '@gateway/connector';
import { actionsFor, type ListedDelivery, type PersonAction } from '@gateway/delivery';
import type { ProtocolCall, ProtocolEntry } from '@gateway/protocol-log';
import type { SecretMeta } from '@gateway/vault';
import { ApiProperty } from '@nestjs/swagger';
import { archiveReasonOf, archiveReasons, exportStatus, statusOf, type ExportStatus } from './export-status';

/** One row of the buffer or the archive, without personal data. */
export class RecordView {
  @ApiProperty({ format: 'uuid', description: 'DATENSATZ_ID on the wire' }) readonly id!: string;
  @ApiProperty({ nullable: true, type: String }) readonly number!: string | null;
  @ApiProperty({ enum: exportStatus }) readonly status!: ExportStatus;
  @ApiProperty({ nullable: true, type: String }) readonly code!: string | null;
  @ApiProperty({ description: 'KIND_ID_EXTERN' }) readonly childId!: string;
  @ApiProperty({ description: 'KITA_ID_EXTERN' }) readonly kitaId!: string;
  @ApiProperty({ type: Object }) readonly source!: Readonly<Record<string, string | number | null>>;
  @ApiProperty({ type: [Object] }) readonly notices!: ListedDelivery['notices'];
  @ApiProperty() readonly attempts!: number;
  @ApiProperty({ type: [String], enum: ['confirm', 'resend', 'resolve', 'reopen'] })
  readonly actions!: readonly PersonAction[];
  @ApiProperty({ format: 'date-time' }) readonly acceptedAt!: Date;
  @ApiProperty({ format: 'date-time' }) readonly updatedAt!: Date;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) readonly archivedAt!: Date | null;
  @ApiProperty({ enum: archiveReasons, nullable: true }) readonly archiveReason!:
    (typeof archiveReasons)[number] | null;
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

/** One exchange with the Kita-Planer (kp_aufruf). */
export type CallView = Omit<ProtocolCall, 'tenantId' | 'answer' | 'requestHash'> & {
  readonly requestHash: string | null;
};

export function callView({ tenantId: _, answer: __, requestHash, ...call }: ProtocolCall): CallView {
  return { ...call, requestHash: requestHash?.toString('hex') ?? null };
}

/** What was said about one record in one call (kp_protokoll). */
export type EntryView = Omit<ProtocolEntry, 'tenantId' | 'message' | 'subjectId'>;

export function entryView({ tenantId: _, message: __, subjectId: ___, ...entry }: ProtocolEntry): EntryView {
  return entry;
}

export type RunView = Omit<ConnectionRun, 'tenantId' | 'leaseUntil'>;

export function runView({ tenantId: _, leaseUntil: __, ...run }: ConnectionRun): RunView {
  return run;
}

export type ConnectionView = Omit<Connection, 'tenantId' | 'connector'>;

export function connectionView({ tenantId: _, connector: __, ...connection }: Connection): ConnectionView {
  return connection;
}

/** Everything about a stored credential but its secrets. */
export type CredentialView = Omit<SecretMeta, 'ref'> & { readonly name: string; readonly endpoint: string };

export function credentialView({ ref, ...meta }: SecretMeta): CredentialView {
  return { name: ref.name, endpoint: ref.endpoint, ...meta };
}
