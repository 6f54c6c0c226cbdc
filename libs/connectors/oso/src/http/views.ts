import type { Connection } from '@gateway/connector';
import { actionsFor, type ListedDelivery, type PersonAction } from '@gateway/delivery';
import type { ProtocolCall, ProtocolEntry } from '@gateway/protocol-log';
import type { SecretMeta } from '@gateway/vault';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { resultCodes, type KnownCode, type Retry } from '../domain/result-codes';
import type { Notice } from '../storage/notice.entity';
import { osoTexts } from '../texts';
import { causeShown } from '../use-cases/feedback-ends';
import { feedbackStates, stateOf, type FeedbackState } from './feedback-state';

type Explained = Readonly<Record<'title' | 'what' | 'do' | 'who', string>>;

/** What a code means: for the end user, and for the administrator in three languages. */
export class ResultView {
  @ApiProperty({ description: 'To be shown to the end user together with the message' })
  readonly code!: string;
  @ApiPropertyOptional({ description: 'As the partner wrote it, where it is not one we know' })
  readonly rawCode?: string;
  @ApiPropertyOptional({ description: 'What happened exactly, in stable words' }) readonly reason?: string;
  @ApiProperty({ description: 'Melding aan Eindgebruiker, in Dutch' }) readonly message!: string;
  @ApiProperty({ enum: ['never', 'manual', 'auto'] }) readonly retry!: Retry;
  @ApiProperty({ description: 'Whether and when to send again, in Dutch' }) readonly advice!: string;
  @ApiProperty({ type: Object, description: 'By language (nl, de, en): title, what, do, who, user' })
  readonly explanations!: Readonly<Record<string, Explained>>;
}

export class PointView {
  @ApiProperty() readonly brin!: string;
  @ApiProperty({ description: 'Aanleverpunt index, or routeringskenmerk' }) readonly point!: string;
}

/** One Terugkoppeling, without its content. */
export class FeedbackView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ type: String, nullable: true }) readonly number!: string | null;
  @ApiProperty({ enum: feedbackStates }) readonly state!: FeedbackState;
  @ApiPropertyOptional({ type: ResultView }) readonly result?: ResultView;
  @ApiProperty({ type: PointView, description: 'The school' }) readonly bron!: PointView;
  @ApiProperty({ type: PointView }) readonly doel!: PointView;
  @ApiProperty({ description: 'Its last four characters' }) readonly koppelsleutel!: string;
  @ApiProperty({ format: 'uuid', nullable: true, type: String, description: 'The Notificatie it answers' })
  readonly notice!: string | null;
  @ApiProperty({ description: 'The account that ordered it' }) readonly orderedBy!: string;
  @ApiProperty() readonly attempts!: number;
  @ApiProperty({ type: [String], enum: ['confirm', 'resend', 'resolve'] })
  readonly actions!: readonly PersonAction[];
  @ApiProperty({ format: 'date-time' }) readonly acceptedAt!: Date;
  @ApiProperty({ format: 'date-time' }) readonly updatedAt!: Date;
}

export function feedbackView(feedback: ListedDelivery): FeedbackView {
  const { refs, cause, state, notices } = feedback;
  const code = causeShown(cause, state) ?? (state === 'delivered' ? 'TerugkoppelingOntvangen' : null);
  const [notice] = notices;
  const told = notice ? String(notice.code) : undefined;
  const known = code === 'GW_OnbekendeResultaatcode' ? { rawCode: told } : { reason: told };
  return {
    ...{ id: feedback.id, number: feedback.number, state: stateOf(state) },
    ...(code ? { result: { ...resultView(code), ...(told === undefined ? {} : known) } } : {}),
    bron: { brin: String(refs.bronBrin), point: String(refs.bronPoint) },
    doel: { brin: String(refs.doelBrin), point: String(refs.doelPoint) },
    koppelsleutel: `…${String(refs.koppelsleutel)}`,
    notice: refs.notice === null || refs.notice === undefined ? null : String(refs.notice),
    orderedBy: feedback.actor,
    attempts: feedback.attempts,
    actions: actionsFor(feedback).filter((action) => action !== 'reopen'),
    ...{ acceptedAt: feedback.acceptedAt, updatedAt: feedback.updatedAt },
  };
}

export function resultView(code: KnownCode): ResultView {
  const { retry } = resultCodes[code];
  const { nl, de, en } = osoTexts;
  return {
    ...{ code, retry, message: nl.codes[code]?.user ?? '', advice: nl.retries[retry] ?? '' },
    explanations: Object.fromEntries(
      Object.entries({ nl, de, en }).flatMap(([language, { codes }]) => {
        const text = codes[code];
        return text ? [[language, { ...text }]] : [];
      }),
    ),
  };
}

/** One step in the life of a Terugkoppeling. */
export interface TimelineView {
  readonly at: Date;
  readonly step: string;
  readonly code: string | null;
  readonly call: Omit<ProtocolCall, 'tenantId' | 'answer' | 'requestHash' | 'connectionId'> & {
    readonly requestHash: string | null;
  };
}

export function timelineView({ entry, call }: { entry: ProtocolEntry; call: ProtocolCall }): TimelineView {
  const { tenantId: _, answer: __, connectionId: ___, requestHash, ...shown } = call;
  return {
    ...{ at: entry.at, step: entry.outcome, code: entry.code },
    call: { ...shown, requestHash: requestHash?.toString('hex') ?? null },
  };
}

/** A Notificatie, without its Koppelsleutel and dossier. */
export class NoticeView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty({ description: 'Its last four characters' }) readonly koppelsleutel!: string;
  @ApiProperty({ type: PointView, description: 'The school' }) readonly bron!: PointView;
  @ApiProperty({ type: PointView }) readonly doel!: PointView;
  @ApiProperty({ description: 'Organisation number of the sender' }) readonly sender!: string;
  @ApiProperty({ format: 'date-time' }) readonly receivedAt!: Date;
  @ApiProperty({ enum: ['not-fetched', 'fetched', 'refused', 'failed'] })
  readonly dossier!: Notice['dossierState'];
  @ApiProperty({ nullable: true, type: String }) readonly dossierCode!: string | null;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) readonly dossierAt!: Date | null;
}

export const noticeView = (notice: Notice): NoticeView => ({
  id: notice.id,
  koppelsleutel: `…${notice.lastFour}`,
  bron: { brin: notice.bronBrin, point: notice.bronPoint },
  doel: { brin: notice.doelBrin, point: notice.doelPoint },
  ...{ sender: notice.sender, receivedAt: notice.receivedAt, dossier: notice.dossierState },
  ...{ dossierCode: notice.dossierCode, dossierAt: notice.dossierAt },
});

export type ConnectionView = Omit<Connection, 'tenantId' | 'connector'>;

export function connectionView({ tenantId: _, connector: __, ...connection }: Connection): ConnectionView {
  return connection;
}

/** Everything about a stored certificate but its key. */
export type CertificateView = Omit<SecretMeta, 'ref'>;

export function certificateView({ ref: _, ...meta }: SecretMeta): CertificateView {
  return meta;
}
