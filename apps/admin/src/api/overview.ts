import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useChosen } from '../shell/session';
import { request } from './request';

export type Connector = 'kita-planer' | 'oso' | 'schulconnex';

/** How a connection is doing; no personal data. */
export interface ConnectionState {
  readonly id: string;
  readonly connector: Connector;
  readonly name: string;
  readonly active: boolean;
  /** By state of the delivery. */
  readonly counts: Readonly<Record<string, number>>;
  readonly open: number;
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly lastFailureCode: string | null;
  readonly credentialEndsAt: string | null;
}

export type Day = Readonly<Record<string, number | string>> & { readonly day: string };

export interface Overview {
  readonly connections: readonly ConnectionState[];
  readonly days: readonly Day[];
}

export interface Cause {
  readonly connection: string;
  readonly connector: Connector;
  readonly connectionName: string;
  readonly state: 'held' | 'uncertain' | 'rejected' | 'failed';
  readonly cause: string;
  readonly count: number;
  readonly oldestAt: string;
  readonly newestAt: string;
}

export interface Expiry {
  readonly connection: string;
  readonly connector: Connector;
  readonly connectionName: string;
  readonly credential: string;
  readonly kind: string;
  readonly version: number;
  readonly expiresAt: string;
  readonly daysLeft: number;
}

interface Items<T> {
  readonly items: readonly T[];
}

const COUNTS_EVERY_MS = 15_000;

export function useOverview(): UseQueryResult<Overview> {
  const { api } = useChosen();
  return useQuery({
    queryKey: [api, 'overview'],
    queryFn: ({ signal }) => request<Overview>(`${api}/overview`, { signal }),
    refetchInterval: COUNTS_EVERY_MS,
  });
}

export function useCauses(): UseQueryResult<Items<Cause>> {
  const { api } = useChosen();
  return useQuery({
    queryKey: [api, 'inbox'],
    queryFn: ({ signal }) => request<Items<Cause>>(`${api}/inbox`, { signal }),
    refetchInterval: COUNTS_EVERY_MS,
  });
}

export function useExpiries(): UseQueryResult<Items<Expiry>> {
  const { api } = useChosen();
  return useQuery({
    queryKey: [api, 'expiries'],
    queryFn: ({ signal }) => request<Items<Expiry>>(`${api}/expiries`, { signal }),
  });
}
