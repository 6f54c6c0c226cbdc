import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { actOnRecords, type RecordAction } from '../../api/records';
import { CANARY, portionsOf, type Share } from './plan';

export interface BatchProgress {
  readonly state: 'running' | 'done' | 'cancelled' | 'stopped' | 'failed';
  readonly total: number;
  readonly done: number;
  readonly skipped: readonly Share[];
  readonly error?: unknown;
}

export interface Batch {
  readonly progress: BatchProgress | undefined;
  readonly start: (ids: readonly string[], reason: string) => void;
  readonly cancel: () => void;
}

/** Does a plan portion by portion; stops after the first few if those were not taken. */
export function useBatch(connectionApi: string, action: RecordAction): Batch {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<BatchProgress>();
  const cancelled = useRef(false);

  const work = async (ids: readonly string[], reason: string): Promise<BatchProgress> => {
    const skips = new Map<string, number>();
    let done = 0;
    const now = (state: BatchProgress['state'], error?: unknown): BatchProgress => ({
      ...{ state, done, error, total: ids.length },
      skipped: [...skips].map(([name, count]) => ({ name, count })),
    });
    for (const portion of portionsOf(ids)) {
      if (cancelled.current) return now('cancelled');
      try {
        const result = await actOnRecords(connectionApi, action, portion, reason);
        done += result.done.length;
        for (const { because } of result.skipped) skips.set(because, (skips.get(because) ?? 0) + 1);
      } catch (error) {
        return now('failed', error);
      }
      if (done === 0 && ids.length > CANARY) return now('stopped');
      setProgress(now('running'));
    }
    return now('done');
  };

  return {
    progress,
    start: (ids, reason) => {
      cancelled.current = false;
      setProgress({ state: 'running', total: ids.length, done: 0, skipped: [] });
      void work(ids, reason).then((end) => {
        setProgress(end);
        void queries.invalidateQueries();
      });
    },
    cancel: () => {
      cancelled.current = true;
    },
  };
}
