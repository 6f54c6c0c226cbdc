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

const object = { type: 'object', additionalProperties: true } as const;

type Explained = Readonly<Record<'title' | 'what' | 'do' | 'who', string>>;

/** What a code means: for the end user, and for the administrator in three languages. */
export class FeedbackResultView {
  @ApiProperty({ description: 'To be shown to the end user together with the message' })
  readonly code!: string;
  @ApiPropertyOptional({ description: 'As the partner wrote it, where it is not one we know' })
  readonly rawCode?: string;
  @ApiPropertyOptional({ description: 'What happened exactly, in stable words' }) readonly reason?: string;
  @ApiProperty({ description: 'Melding aan Eindgebruiker, in Dutch' }) readonly message!: string;
  @ApiProperty({ enum: ['never', 'manual', 'auto'] }) readonly retry!: Retry;
  @ApiProperty({ description: 'Whether and when to send again, in Dutch' }) readonly advice!: string;
  @ApiProperty({ ...object, description: 'By language (nl, de, en): title, what, do, who, user' })
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
  @ApiPropertyOptional({ type: FeedbackResultView }) readonly result?: FeedbackResultView;
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

function resultView(code: KnownCode): FeedbackResultView {
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
export class TimelineView {
  @ApiProperty({ format: 'date-time' }) readonly at!: Date;
  @ApiProperty({
    description:
      'GEMELD, BEVESTIGD, AFGEWEZEN, MISLUKT or ONZEKER; of a dossier session GESLAAGD, AFGEWEZEN or MISLUKT',
  })
  readonly step!: string;
  @ApiProperty({ type: String, nullable: true }) readonly code!: string | null;
  @ApiProperty({ ...object, description: 'The exchange: when, where to, by whose order, how it ended' })
  readonly call!: object;
}

export class FeedbackDetailView extends FeedbackView {
  @ApiProperty({ type: [TimelineView] }) readonly timeline!: readonly TimelineView[];
}

export function timelineView({ entry, call }: { entry: ProtocolEntry; call: ProtocolCall }): TimelineView {
  const { tenantId: _, answer: __, connectionId: ___, requestHash, ...shown } = call;
  return {
    ...{ at: entry.at, step: entry.outcome, code: entry.code },
    call: { ...shown, requestHash: requestHash?.toString('hex') ?? null },
  };
}

/** A Notificatie, without its Koppelsleutel and dossier. */
export class NotificatieView {
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

export class NotificatieDetailView extends NotificatieView {
  @ApiProperty({ type: [TimelineView] }) readonly timeline!: readonly TimelineView[];
}

export const noticeView = (notice: Notice): NotificatieView => ({
  id: notice.id,
  koppelsleutel: `…${notice.lastFour}`,
  bron: { brin: notice.bronBrin, point: notice.bronPoint },
  doel: { brin: notice.doelBrin, point: notice.doelPoint },
  ...{ sender: notice.sender, receivedAt: notice.receivedAt, dossier: notice.dossierState },
  ...{ dossierCode: notice.dossierCode, dossierAt: notice.dossierAt },
});

export class OsoConnectionView {
  @ApiProperty({ format: 'uuid' }) readonly id!: string;
  @ApiProperty() readonly name!: string;
  @ApiProperty({ ...object, description: 'As in the request' }) readonly settings!: Record<string, unknown>;
  @ApiProperty({ description: 'Off: nothing is sent' }) readonly active!: boolean;
  @ApiProperty({ type: String, nullable: true, description: 'Code of what must be put right first' })
  readonly pausedBecause!: string | null;
  @ApiProperty({ type: 'integer', description: 'In the ETag' }) readonly version!: number;
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: Date;
  @ApiProperty({ format: 'date-time' }) readonly updatedAt!: Date;
}

export function connectionView({ tenantId: _, connector: __, ...connection }: Connection): OsoConnectionView {
  return connection;
}

/** Everything about a stored certificate but its key. */
export class OsoCertificateView {
  @ApiProperty({ type: 'integer' }) readonly version!: number;
  @ApiProperty({ ...object, description: 'Subject, issuer, fingerprint and dates' })
  readonly description!: SecretMeta['description'];
  @ApiProperty({ format: 'date-time' }) readonly createdAt!: Date;
  @ApiProperty({ format: 'date-time' }) readonly validFrom!: Date;
  @ApiPropertyOptional({ format: 'date-time' }) readonly expiresAt?: Date;
  @ApiPropertyOptional() readonly lockCode?: string;
  @ApiPropertyOptional({ format: 'date-time' }) readonly lockedAt?: Date;
  @ApiPropertyOptional({ format: 'date-time' }) readonly retiredAt?: Date;
}

export class StoredOsoCertificateView extends OsoCertificateView {
  @ApiProperty({ type: 'array', items: object, description: 'What works but should not stay' })
  readonly warnings!: readonly object[];
}

export function certificateView({ ref: _, ...meta }: SecretMeta): OsoCertificateView {
  return meta;
}

export class OsoConnectionList {
  @ApiProperty({ type: [OsoConnectionView] }) readonly items!: readonly OsoConnectionView[];
}

export class OsoCertificateList {
  @ApiProperty({ type: [OsoCertificateView] }) readonly items!: readonly OsoCertificateView[];
}

const cursor = {
  type: String,
  nullable: true,
  description: 'The cursor of the next page; null on the last',
} as const;

export class FeedbackPage {
  @ApiProperty({ type: [FeedbackView] }) readonly items!: readonly FeedbackView[];
  @ApiProperty(cursor) readonly next!: string | null;
}

export class NoticePage {
  @ApiProperty({ type: [NotificatieView] }) readonly items!: readonly NotificatieView[];
  @ApiProperty(cursor) readonly next!: string | null;
}

export class StepView {
  @ApiProperty({ enum: ['dns', 'tls', 'certificate', 'ping'] }) readonly step!: string;
  @ApiProperty({ enum: ['ok', 'failed', 'not-reached'] }) readonly result!: string;
  @ApiPropertyOptional({ description: 'Of the step that failed' }) readonly reason?: string;
}

export class ConnectionTestView {
  @ApiProperty({ type: [StepView] }) readonly steps!: readonly StepView[];
}
