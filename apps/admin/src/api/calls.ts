import type { Page } from './records';
import { query, request } from './request';

/** One exchange with the partner: what people call a Datenquelle. */
export interface Call {
  readonly id: string;
  readonly startedAt: string;
  readonly number: string;
  readonly runId: string | null;
  readonly trigger: string;
  readonly endpoint: string;
  readonly credential: { readonly name: string; readonly version: number } | null;
  readonly class: string | null;
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly sent: number;
  readonly succeeded: number;
  readonly refused: number;
  readonly unclear: number;
  readonly partnerRef: string | null;
  readonly partnerCompletedAt: string | null;
  readonly warnings: readonly string[] | null;
  readonly durationMs: number | null;
  readonly endedAt: string | null;
  readonly followUp: 'open' | 'done' | null;
  readonly followUpDoneAt: string | null;
}

export const readCalls = (
  base: string,
  asked: { readonly followUp?: string | undefined; readonly cursor?: string | undefined },
  signal: AbortSignal,
): Promise<Page<Call>> => request(`${base}/calls${query({ ...asked, limit: 25 })}`, { signal });

export const readCall = (base: string, id: string, signal: AbortSignal): Promise<Call> =>
  request(`${base}/calls/${id}`, { signal });

export const finishFollowUp = (base: string, id: string): Promise<void> =>
  request(`${base}/calls/${id}/follow-up-done`, { method: 'POST' });

export const revealAnswer = (base: string, id: string): Promise<{ readonly excerpt: string | null }> =>
  request(`${base}/calls/${id}/reveal`, { method: 'POST' });
