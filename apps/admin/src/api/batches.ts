import type { RecordAction, RecordFilter } from './records';
import { request } from './request';

export interface Share {
  readonly name: string;
  readonly count: number;
}

/** What an act would do, before anybody has said yes. */
export interface Plan {
  readonly total: number;
  readonly byCause: readonly Share[];
  readonly byDestination: readonly Share[];
  /** By what keeps the act from them. */
  readonly skipped: readonly Share[];
  readonly asOf: string;
}

/** An act on many records, which the gateway does by itself. */
export interface Batch {
  readonly id: string;
  readonly connection: string;
  readonly connectionName: string;
  readonly action: RecordAction;
  readonly state: 'running' | 'waiting' | 'done' | 'cancelled' | 'stopped';
  readonly reason: string | null;
  readonly total: number;
  readonly done: number;
  readonly left: number;
  readonly skipped: readonly Share[];
  readonly createdAt: string;
  readonly endedAt: string | null;
}

export interface BatchRecord {
  readonly position: number;
  readonly record: string;
  readonly number: string | null;
  /** `done`, or why it was skipped; null: its turn has not come. */
  readonly outcome: string | null;
}

/** Which records of which connection: these, or all a filter shows. */
export interface Selection {
  readonly connection: string;
  readonly action: RecordAction;
  readonly ids?: readonly string[];
  readonly filter?: RecordFilter;
  readonly asOf?: string;
}

export const planBatch = (api: string, body: Selection, signal?: AbortSignal): Promise<Plan> =>
  request(`${api}/batches/plan`, { method: 'POST', body, ...(signal ? { signal } : {}) });

export const beginBatch = (api: string, body: Selection & { readonly reason: string }): Promise<Batch> =>
  request(`${api}/batches`, { method: 'POST', body });

export const readBatch = (api: string, id: string, signal: AbortSignal): Promise<Batch> =>
  request(`${api}/batches/${id}`, { signal });

export const cancelBatch = (api: string, id: string): Promise<Batch> =>
  request(`${api}/batches/${id}/cancel`, { method: 'POST' });

export const isOver = ({ state }: Batch): boolean => state !== 'running' && state !== 'waiting';
