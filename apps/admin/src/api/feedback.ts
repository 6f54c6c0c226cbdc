import type { Page } from './records';
import { query, request } from './request';

export const feedbackStates = [
  'NIEUW',
  'VERZONDEN',
  'BEVESTIGD',
  'AFGEWEZEN',
  'MISLUKT',
  'ONZEKER',
  'AFGESLOTEN',
] as const;

export type FeedbackState = (typeof feedbackStates)[number];

export interface FeedbackResult {
  readonly code: string;
  readonly rawCode?: string;
  readonly reason?: string;
  /** Melding aan Eindgebruiker, in Dutch word for word. */
  readonly message: string;
  readonly retry: 'never' | 'manual' | 'auto';
}

interface Point {
  readonly brin: string;
  readonly point: string;
}

/** A Terugkoppeling, without its content. */
export interface Feedback {
  readonly id: string;
  readonly number: string | null;
  readonly state: FeedbackState;
  readonly result?: FeedbackResult;
  readonly bron: Point;
  readonly doel: Point;
  readonly koppelsleutel: string;
  readonly notice: string | null;
  readonly orderedBy: string;
  readonly attempts: number;
  readonly actions: readonly ('confirm' | 'resend' | 'resolve')[];
  readonly acceptedAt: string;
  readonly updatedAt: string;
}

export interface TimelineStep {
  readonly at: string;
  readonly step: string;
  readonly code: string | null;
  readonly call: {
    readonly endpoint?: string;
    readonly actor?: string;
    readonly httpStatus?: number | null;
    readonly durationMs?: number | null;
  };
}

export interface FeedbackDetail extends Feedback {
  readonly timeline: readonly TimelineStep[];
}

/** A Notificatie of a school, without its Koppelsleutel and dossier. */
export interface Notificatie {
  readonly id: string;
  readonly koppelsleutel: string;
  readonly bron: Point;
  readonly doel: Point;
  readonly receivedAt: string;
  readonly dossier: 'not-fetched' | 'fetched' | 'refused' | 'failed';
  readonly dossierCode: string | null;
  readonly dossierAt: string | null;
}

/** Where a connection's part of the API begins, below that of its tenant. */
export const oso = (api: string, connection: string): string => `${api}/oso/connections/${connection}`;

interface Asked {
  readonly state?: string | undefined;
  readonly code?: string | undefined;
  readonly cursor?: string | undefined;
}

export const readFeedback = (base: string, asked: Asked, signal: AbortSignal): Promise<Page<Feedback>> =>
  request(`${base}/feedback${query({ ...asked, limit: 25 })}`, { signal });

export const resendFeedback = (base: string, id: string): Promise<Feedback> =>
  request(`${base}/feedback/${id}/resend`, { method: 'POST' });

export const closeFeedback = (
  base: string,
  id: string,
  body: { readonly as: 'resolved' | 'confirmed'; readonly reason: string },
): Promise<Feedback> => request(`${base}/feedback/${id}/close`, { method: 'POST', body });

export const fetchDossier = (base: string, notice: string): Promise<Notificatie> =>
  request(`${base}/notices/${notice}/dossier`, { method: 'POST' });
