import { pageOfViews } from '@gateway/http';
import { ApiProperty } from '@nestjs/swagger';
import { BATCH_ACTIONS, type BatchAction } from '../record-acts';
import type { BatchRow } from '../storage/reads';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;

export class ShareView {
  @ApiProperty({ description: 'A code, a destination, an obstacle; empty where there is none' })
  readonly name!: string;
  @ApiProperty({ type: 'integer' }) readonly count!: number;
}

/** What an act would do, before anybody has said yes. */
export class ActPlanView {
  @ApiProperty({ type: 'integer' }) readonly total!: number;
  @ApiProperty({ type: [ShareView] }) readonly byCause!: readonly ShareView[];
  @ApiProperty({ type: [ShareView] }) readonly byDestination!: readonly ShareView[];
  @ApiProperty({ type: [ShareView] }) readonly skipped!: readonly ShareView[];
  @ApiProperty({ ...time, description: 'Give it back, and what came in later is left out' })
  readonly asOf!: Date;
}

export class BatchActorView {
  @ApiProperty() readonly type!: string;
  @ApiProperty() readonly id!: string;
}

/** An act on many records, and how far it is. */
export class ActBatchView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ format: 'uuid' }) readonly connection!: string;
  @ApiProperty() readonly connector!: string;
  @ApiProperty() readonly connectionName!: string;
  @ApiProperty({ enum: BATCH_ACTIONS }) readonly action!: BatchAction;
  @ApiProperty({
    enum: ['running', 'waiting', 'done', 'cancelled', 'stopped'],
    description: 'waiting: for the answer to the first five; stopped: because of it',
  })
  readonly state!: string;
  @ApiProperty({ type: BatchActorView }) readonly actor!: BatchActorView;
  @ApiProperty({ ...textOrNull, description: 'Only for who may see contents of records' })
  readonly reason!: string | null;
  @ApiProperty({ type: 'integer' }) readonly total!: number;
  @ApiProperty({ type: 'integer' }) readonly done!: number;
  @ApiProperty({ type: 'integer', description: 'Whose turn has not come' }) readonly left!: number;
  @ApiProperty({ type: [ShareView] }) readonly skipped!: readonly ShareView[];
  @ApiProperty(time) readonly createdAt!: Date;
  @ApiProperty(timeOrNull) readonly endedAt!: Date | null;
}

export class ActBatchList {
  @ApiProperty({ type: [ActBatchView] }) readonly items!: readonly ActBatchView[];
}

export class ActBatchRecordView {
  @ApiProperty({ type: 'integer' }) readonly position!: number;
  @ApiProperty({ format: 'uuid' }) readonly record!: string;
  @ApiProperty(textOrNull) readonly number!: string | null;
  @ApiProperty({ ...textOrNull, description: 'done, or why it was skipped; null: not yet, or never' })
  readonly outcome!: string | null;
  @ApiProperty(timeOrNull) readonly decidedAt!: Date | null;
}

export const ActBatchRecordPage = pageOfViews(ActBatchRecordView);

export function batchView(row: BatchRow, reason: string | null): ActBatchView {
  const { id, connector, connectionName, action, state, total, done, left, skipped } = row;
  const { createdAt, endedAt, connectionId: connection, actor } = row;
  return {
    ...{ id, connection, connector, connectionName, action, state, reason },
    ...{ total, done, left, skipped, createdAt, endedAt },
    actor: { type: actor.type, id: actor.id },
  };
}
