import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isOver, readBatch, type Batch } from '../../api/batches';
import { useChosen } from '../../shell/session';

const LOOK_EVERY_MS = 1_000;

/** A batch for as long as it goes on; when it is over, what it changed is read again. */
export function useBatch(id: string | undefined): UseQueryResult<Batch> {
  const { api } = useChosen();
  const queries = useQueryClient();
  const read = useQuery({
    queryKey: [api, 'batch', id],
    queryFn: ({ signal }) => readBatch(api, id ?? '', signal),
    enabled: id !== undefined,
    refetchInterval: ({ state: { data } }) => (data && isOver(data) ? false : LOOK_EVERY_MS),
  });
  const over = read.data !== undefined && isOver(read.data);
  useEffect(() => {
    if (over) void queries.invalidateQueries();
  }, [over, queries]);
  return read;
}
