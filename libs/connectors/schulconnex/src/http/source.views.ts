import { ApiProperty } from '@nestjs/swagger';
import type { Finding } from '../domain/check-snapshot';
import type { Resource } from '../domain/plan/attributes';
import type { ImportState } from '../storage/import.entity';
import type { SnapshotState } from '../storage/snapshot.entity';
import type { ChangedSource } from '../use-cases/change-source';
import type { OfferedImport } from '../use-cases/imports';
import type { ShownLink } from '../use-cases/read-back';
import type { UploadedSnapshot } from '../use-cases/upload-snapshot';

const object = { type: 'object', additionalProperties: true } as const;
const nullableText = { type: String, nullable: true } as const;
const cursor = { ...nullableText, description: 'The cursor of the next page; null on the last' } as const;
const integer = { type: 'integer' } as const;
const kinds = { enum: ['person', 'context', 'group', 'membership'] };

class FindingView implements Finding {
  @ApiProperty({ type: String }) readonly code!: Finding['code'];
  @ApiProperty({ description: 'e.g. people[3].contexts[0].role, counted in the upload' })
  readonly path!: string;
  @ApiProperty({ description: 'Key of the person or group' }) readonly key!: string;
  @ApiProperty({ enum: ['snapshot', 'record'] }) readonly refuses!: Finding['refuses'];
  @ApiProperty({ required: false, description: 'What would do' }) readonly expected?: string;
}

export class SnapshotView implements UploadedSnapshot {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ enum: ['receiving', 'complete', 'refused', 'superseded'] }) readonly state!: SnapshotState;
  @ApiProperty(integer) readonly people!: number;
  @ApiProperty(integer) readonly groups!: number;
  @ApiProperty({ ...integer, description: 'Records that stay as they were, because of a mistake' })
  readonly refused!: number;
  @ApiProperty({ description: 'Grows with every change after the upload' }) readonly version!: string;
  @ApiProperty({ ...nullableText, description: 'Why it was refused' }) readonly code!: string | null;
  @ApiProperty({ type: [FindingView], description: 'At most 1,000' }) readonly findings!: Finding[];
  @ApiProperty({ format: 'date-time' }) readonly receivedAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) readonly endedAt!: Date | null;
}

export class SnapshotList {
  @ApiProperty({ type: [SnapshotView] }) readonly items!: readonly SnapshotView[];
}

export class ChangedSourceView implements ChangedSource {
  @ApiProperty(integer) readonly version!: number;
  @ApiProperty(integer) readonly people!: number;
  @ApiProperty(integer) readonly groups!: number;
}

export class SourceRecordPage {
  @ApiProperty({ type: 'array', items: object }) readonly items!: readonly object[];
  @ApiProperty(cursor) readonly next!: string | null;
}

class LinkView implements ShownLink {
  @ApiProperty(kinds) readonly kind!: Resource;
  @ApiProperty({ description: 'The school’s key' }) readonly key!: string;
  @ApiProperty({ description: 'The service’s id' }) readonly remoteId!: string;
  @ApiProperty({ description: 'The newest the gateway knows' }) readonly revision!: string;
  @ApiProperty() readonly createdByUs!: boolean;
  @ApiProperty({ description: 'Which rule joined them' }) readonly rule!: string;
  @ApiProperty({ ...nullableText, description: 'Which decision of a person did' })
  readonly decision!: string | null;
  @ApiProperty({ format: 'date-time' }) readonly since!: Date;
}

export class LinkPage {
  @ApiProperty({ type: [LinkView] }) readonly items!: readonly LinkView[];
  @ApiProperty(cursor) readonly next!: string | null;
}

class SourceImportView implements OfferedImport {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty(kinds) readonly kind!: Resource;
  @ApiProperty({ description: 'The service’s id' }) readonly remoteId!: string;
  @ApiProperty({ ...nullableText, description: 'The school’s key, as far as it has one' })
  readonly key!: string | null;
  @ApiProperty() readonly revision!: string;
  @ApiProperty({ enum: ['offered', 'acknowledged', 'rejected', 'withdrawn'] }) readonly state!: ImportState;
  @ApiProperty(nullableText) readonly reason!: string | null;
  @ApiProperty({ format: 'date-time' }) readonly offeredAt!: Date;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) readonly settledAt!: Date | null;
  @ApiProperty({ ...object, nullable: true, description: 'In the gateway’s words; null once it is settled' })
  readonly content!: unknown;
}

export class SourceImportPage {
  @ApiProperty({ type: [SourceImportView] }) readonly items!: readonly SourceImportView[];
  @ApiProperty(cursor) readonly next!: string | null;
}
