import type { CallCredential, FollowUp, ProtocolCall, ProtocolEntry } from '@gateway/protocol-log';
import { ApiProperty } from '@nestjs/swagger';
import type { Task } from '../storage/task.entity';
import { ActorView } from './views';

const time = { type: String, format: 'date-time' } as const;
const timeOrNull = { ...time, nullable: true } as const;
const textOrNull = { type: String, nullable: true } as const;
const numberOrNull = { type: 'integer', nullable: true } as const;

/** Which version of which credential a call was made with. */
export class CallCredentialView implements CallCredential {
  @ApiProperty() readonly name!: string;
  @ApiProperty({ type: 'integer' }) readonly version!: number;
  @ApiProperty() readonly fingerprint256!: string;
}

/** One exchange with the Kita-Planer (kp_aufruf). */
export class CallView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty(time) readonly startedAt!: Date;
  @ApiProperty({ format: 'uuid' }) readonly connectionId!: string;
  @ApiProperty({ description: 'Ours; the Kita-Planer knows the call by it' }) readonly number!: string;
  @ApiProperty({ ...textOrNull, format: 'uuid' }) readonly runId!: string | null;
  @ApiProperty() readonly trigger!: string;
  @ApiProperty() readonly actor!: ActorView;
  @ApiProperty() readonly endpoint!: string;
  @ApiProperty({ type: CallCredentialView, nullable: true }) readonly credential!: CallCredentialView | null;
  @ApiProperty({ enum: ['prepared', 'sending', 'answered', 'closed'] }) readonly phase!: string;
  @ApiProperty({ ...textOrNull, description: 'BEANTWORTET, UNGEKLAERT, NICHT_GESENDET, …' })
  readonly class!: string | null;
  @ApiProperty(textOrNull) readonly code!: string | null;
  @ApiProperty(numberOrNull) readonly httpStatus!: number | null;
  @ApiProperty({ type: 'integer', description: 'Records' }) readonly sent!: number;
  @ApiProperty({ type: 'integer' }) readonly succeeded!: number;
  @ApiProperty({ type: 'integer' }) readonly refused!: number;
  @ApiProperty({ type: 'integer' }) readonly unclear!: number;
  @ApiProperty({ ...textOrNull, description: 'The number of the Datenquelle' })
  readonly partnerRef!: string | null;
  @ApiProperty({ ...timeOrNull, description: 'Erledigt am' }) readonly partnerCompletedAt!: Date | null;
  @ApiProperty({ type: [String], nullable: true }) readonly warnings!: readonly string[] | null;
  @ApiProperty({ ...textOrNull, description: 'SHA-256, hex' }) readonly requestHash!: string | null;
  @ApiProperty({ ...numberOrNull, description: 'Milliseconds' }) readonly durationMs!: number | null;
  @ApiProperty(timeOrNull) readonly endedAt!: Date | null;
  @ApiProperty({ enum: ['open', 'done'], nullable: true, type: String }) readonly followUp!: FollowUp | null;
  @ApiProperty(timeOrNull) readonly followUpDoneAt!: Date | null;
  @ApiProperty({ type: ActorView, nullable: true }) readonly followUpDoneBy!: ActorView | null;
}

export function callView(call: ProtocolCall): CallView {
  const { tenantId: _, answer: __, requestHash, outcomeClass, actor, ...rest } = call;
  return {
    ...rest,
    class: outcomeClass,
    actor: { type: actor.type, id: actor.id },
    requestHash: requestHash?.toString('hex') ?? null,
  };
}

/** What the Kita-Planer remarked about a record, without its words. */
export class EntryNoticeView {
  @ApiProperty(textOrNull) readonly code!: string | null;
  @ApiProperty({ type: [String] }) readonly fields!: readonly string[];
}

/** What was said about one record in one call (kp_protokoll). */
export class EntryView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty(time) readonly at!: Date;
  @ApiProperty({ format: 'uuid' }) readonly connectionId!: string;
  @ApiProperty({ format: 'uuid' }) readonly callId!: string;
  @ApiProperty({ format: 'uuid' }) readonly recordId!: string;
  @ApiProperty() readonly recordNumber!: string;
  @ApiProperty({ description: 'KIND_ID_EXTERN' }) readonly childId!: string;
  @ApiProperty({ ...textOrNull, description: 'KITA_ID_EXTERN' }) readonly kitaId!: string | null;
  @ApiProperty({ description: 'EXPORTIERT, FEHLER_IN_KITA_PLANER, UNGEKLAERT, …' })
  readonly outcome!: string;
  @ApiProperty(textOrNull) readonly code!: string | null;
  @ApiProperty({ type: [EntryNoticeView], nullable: true })
  readonly notices!: readonly EntryNoticeView[] | null;
}

export function entryView(entry: ProtocolEntry): EntryView {
  const { tenantId: _, message: __, subjectId: ___, lane, place, ...rest } = entry;
  return { ...rest, childId: lane, kitaId: place };
}

/** Something somebody has to do in the Kita-Planer itself. */
export class TaskView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ description: 'check-contract: a line that may have been imported is gone' })
  readonly kind!: string;
  @ApiProperty({ description: 'KIND_ID_EXTERN' }) readonly childId!: string;
  @ApiProperty({ description: 'Line and agreement of the source' }) readonly recordKey!: string;
  @ApiProperty(time) readonly createdAt!: Date;
}

export const taskView = ({ id, kind, lane, recordKey, createdAt }: Omit<Task, 'tenantId'>): TaskView => ({
  ...{ id, kind, recordKey, createdAt },
  childId: lane,
});
