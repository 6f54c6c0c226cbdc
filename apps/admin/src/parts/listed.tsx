import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Items } from '../api/people';
import { Empty, Failure, Skeleton } from './notes';

interface ListedProps<T> {
  readonly read: UseQueryResult<Items<T>>;
  /** What is said when there is nothing. */
  readonly empty: string;
  readonly children: (items: readonly T[]) => ReactNode;
}

/** A list in all it can be: on its way, not to be had, empty, or there. */
export function Listed<T>({ read, empty, children }: ListedProps<T>): ReactNode {
  if (read.isPending) return <Skeleton />;
  if (read.isError) return <Failure error={read.error} retry={() => void read.refetch()} />;
  return read.data.items.length === 0 ? <Empty title={empty} /> : children(read.data.items);
}
