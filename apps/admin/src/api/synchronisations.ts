import type { Page } from './records';
import { query, request } from './request';

export interface Warning {
  readonly code: string;
  readonly demands: 'stop' | 'confirm';
  readonly what: string;
  readonly count: number;
  readonly of: number;
}

export interface Synchronisation {
  readonly id: string;
  readonly state: string;
  readonly step: number;
  readonly dryRun: boolean;
  readonly unattended: boolean;
  readonly schoolYear: boolean;
  readonly selection: { readonly groups?: readonly string[]; readonly roles?: readonly string[] };
  /** Of the plan that stands: what is confirmed is this one. */
  readonly plan: number;
  readonly warnings: readonly Warning[];
  readonly amountsConfirmed: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly readOnly: boolean;
  readonly groupsNotOffered: boolean;
  readonly code: string | null;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
}

export type Resource = 'person' | 'context' | 'group' | 'membership';

/** One step of a plan; without personal data. */
export interface PlanItem {
  readonly nr: number;
  readonly resource: Resource;
  readonly operation: string;
  readonly standing: string;
  readonly case?: number;
  readonly because: string;
  readonly key: string | null;
  readonly remoteId: string | null;
  readonly candidates?: readonly string[];
  readonly obstacles?: readonly string[];
  readonly kept?: readonly { readonly attribute: string; readonly reason: string }[];
  readonly answers: readonly string[];
  readonly result: string | null;
  readonly code?: string;
  readonly title?: string;
}

export interface PlanCount {
  readonly resource: Resource;
  readonly operation: string;
  readonly standing: string;
  readonly result: string | null;
  readonly count: number;
}

interface ComparedRecord {
  readonly side: 'source' | 'service';
  readonly id: string;
  readonly exists: boolean;
}

export interface Comparison {
  readonly subject: ComparedRecord;
  readonly candidates: readonly ComparedRecord[];
  readonly attributes: readonly {
    readonly attribute: string;
    readonly subject?: unknown;
    readonly candidates: readonly { readonly value?: unknown; readonly agreement: string }[];
  }[];
}

export interface Change {
  readonly attribute: string;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly owner: string;
  readonly reason: string;
}

export interface Report {
  readonly counts: Readonly<Record<Resource, Readonly<Record<string, number>>>>;
  readonly failures: readonly {
    readonly resource: Resource;
    readonly key: string;
    readonly code: string;
    readonly title?: string;
  }[];
  readonly outcome: 'succeeded' | 'partly' | 'failed';
}

export interface OfferedImport {
  readonly id: string;
  readonly kind: Resource;
  readonly remoteId: string;
  readonly key: string | null;
  readonly offeredAt: string;
}

export interface SourceGroup {
  readonly key: string;
  readonly name: string;
  readonly memberships?: readonly object[];
}

export interface GivenAnswer {
  readonly nr: number;
  readonly answer: string;
  readonly candidate?: string;
}

/** Where a connection's part of the API begins, below that of its tenant. */
export const schulconnex = (api: string, connection: string): string =>
  `${api}/schulconnex/connections/${connection}`;

export const isOver = ({ state }: Synchronisation): boolean =>
  ['done', 'failed', 'cancelled'].includes(state);

/** Goes on only when a person has done something. */
export const isWaiting = ({ state }: Synchronisation): boolean =>
  state === 'choosing' || state.startsWith('deciding-');

export interface StartInput {
  readonly dryRun: boolean;
  readonly schoolYear: boolean;
  readonly unattended: boolean;
  /** Nothing in it: everybody. */
  readonly selection: { readonly groups?: readonly string[] };
}

export const startSynchronisation = (base: string, input: StartInput): Promise<Synchronisation> =>
  request(`${base}/synchronisations`, { method: 'POST', body: input });

export const choose = (one: string, selection: StartInput['selection']): Promise<Synchronisation> =>
  request(`${one}/selection`, { method: 'PUT', body: selection });

export const answer = (one: string, answers: readonly GivenAnswer[]): Promise<unknown> =>
  request(`${one}/answers`, { method: 'POST', body: { answers } });

export const replan = (one: string): Promise<Synchronisation> => request(`${one}/plan`, { method: 'POST' });

type Confirmation = 'amounts-confirmation' | 'confirmation';

export const confirm = (one: string, what: Confirmation, plan: number): Promise<Synchronisation> =>
  request(`${one}/${what}`, { method: 'POST', body: { plan } });

export const cancel = (one: string): Promise<Synchronisation> =>
  request(`${one}/cancellation`, { method: 'POST' });

/** Rows of a list of steps looked at in one go; a plan may have hundreds of thousands. */
const MOST = 10_000;

/** Everything a list has, page by page. */
export async function readAll<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const rows: T[] = [];
  const link = path.includes('?') ? '&' : '?';
  for (let cursor: string | undefined; rows.length < MOST;) {
    const asked = query({ limit: 200, cursor }).replace('?', link);
    const page = await request<Page<T>>(path + asked, signal ? { signal } : {});
    rows.push(...page.items);
    if (page.next === null) break;
    cursor = page.next;
  }
  return rows;
}
