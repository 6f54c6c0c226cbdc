import type { ListedDelivery, Skipped } from '@gateway/delivery';
import type { ProtocolEntry } from '@gateway/protocol-log';
import { ApiProperty } from '@nestjs/swagger';
import type { ActedOn } from '../use-cases/act-on-records';
import type { NotPutBack, PutBackResult } from '../use-cases/put-back';
import type { RevealedRecord } from '../use-cases/reveal-record';
import { EntryView, entryView } from './protocol.views';
import { RecordView, recordView } from './views';

const textOrNull = { type: String, nullable: true } as const;
const count = { type: 'integer' } as const;

/** One record with everything that was said about it; personal data left out. */
export class RecordDetailView extends RecordView {
  @ApiProperty({ ...textOrNull, description: 'Who decided about it last: kind and id' })
  readonly decidedBy!: string | null;

  @ApiProperty({ ...textOrNull, format: 'uuid', description: 'The record that took its place' })
  readonly replacedBy!: string | null;

  @ApiProperty({ type: [EntryView], description: 'Newest first, at most 100' })
  readonly entries!: readonly EntryView[];
}

export const recordDetailView = ({
  delivery,
  entries,
}: {
  readonly delivery: ListedDelivery;
  readonly entries: readonly ProtocolEntry[];
}): RecordDetailView => ({
  ...recordView(delivery),
  decidedBy: delivery.decidedBy,
  replacedBy: delivery.supersededBy,
  entries: entries.map(entryView),
});

/** What the Kita-Planer said about a record in one call, in its own words. */
export class MessageView {
  @ApiProperty({ format: 'uuid' }) readonly call!: string;
  @ApiProperty({ type: String, format: 'date-time' }) readonly at!: Date;
  @ApiProperty(textOrNull) readonly message!: string | null;
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  readonly hints!: readonly object[];
}

/** One record with its personal data. */
export class RevealedRecordView implements RevealedRecord {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'As it is or was to be sent; null once the child has been erased',
  })
  readonly record!: RevealedRecord['record'];
  @ApiProperty({ type: [MessageView] }) readonly messages!: readonly MessageView[];
  @ApiProperty({ ...textOrNull, description: 'The reason given for the last decision' })
  readonly reason!: string | null;
}

export class AnswerExcerptView {
  @ApiProperty({ ...textOrNull, description: 'The beginning of the answer, verbatim' })
  readonly excerpt!: string | null;
}

export class SkippedRecordView implements Skipped {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ type: String, description: 'missing, or what its state does not allow' })
  readonly because!: Skipped['because'];
}

/** What a person's word did to each record. */
export class ActedOnView implements ActedOn {
  @ApiProperty({ type: [String], format: 'uuid' }) readonly done!: readonly string[];
  @ApiProperty({ type: [SkippedRecordView] }) readonly skipped!: readonly SkippedRecordView[];
}

export class PutBackRecordView {
  @ApiProperty({ format: 'uuid', description: 'The archived record' }) readonly archived!: string;
  @ApiProperty({ format: 'uuid', description: 'The new one that waits in its stead' })
  readonly record!: string;
}

export class NotPutBackView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ enum: ['missing', 'not-archived', 'replaced', 'erased'] }) readonly because!: NotPutBack;
}

/** What became of each archived record. */
export class PutBackView implements PutBackResult {
  @ApiProperty({ type: [PutBackRecordView] }) readonly done!: readonly PutBackRecordView[];
  @ApiProperty({ type: [NotPutBackView] }) readonly skipped!: readonly NotPutBackView[];
}

/** How many stored children were checked again, and what their lines became. */
export class RecheckedView {
  @ApiProperty(count) readonly children!: number;
  @ApiProperty(count) readonly accepted!: number;
  @ApiProperty(count) readonly held!: number;
}

export class BalanceView {
  @ApiProperty(count) readonly accepted!: number;
  @ApiProperty(count) readonly delivered!: number;
  @ApiProperty(count) readonly rejected!: number;
  @ApiProperty(count) readonly failed!: number;
  @ApiProperty(count) readonly resolved!: number;
  @ApiProperty(count) readonly superseded!: number;
  @ApiProperty(count) readonly open!: number;
  @ApiProperty({ ...count, description: 'accepted less all others: 0, or something is wrong' })
  readonly difference!: number;
}

/** What came in on some days, and where it is now. */
export class CountsView {
  @ApiProperty(count) readonly accepted!: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  readonly states!: Readonly<Record<string, number>>;
  @ApiProperty() readonly balance!: BalanceView;
}
