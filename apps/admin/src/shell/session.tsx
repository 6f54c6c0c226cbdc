import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { sessionEnded } from '../api/request';
import { readSession, type Session, type Tenant, type User } from '../api/session';

interface SessionState {
  /** The last one that was good, while somebody signs in again. */
  readonly session: Session;
  /** It was good, and is not any more: what is on the page stays. */
  readonly expired: boolean;
  readonly renew: (session: Session) => void;
}

const SessionContext = createContext<SessionState | null>(null);

const LOOK_EVERY_MS = 30_000;

/** Knows who is there, and notices when the session has ended. */
export function SessionProvider({
  children,
  failed,
  waiting,
}: {
  readonly children: ReactNode;
  readonly failed: (error: unknown, retry: () => void) => ReactNode;
  readonly waiting: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const read = useQuery({ queryKey: ['session'], queryFn: readSession, refetchInterval: LOOK_EVERY_MS });
  const good = useRef<Session | null>(null);
  const [ended, setEnded] = useState(false);
  const { data, error, refetch } = read;
  if (data?.state === 'signed-in') good.current = data;

  useEffect(() => {
    const look = (): void => {
      setEnded(true);
      void refetch();
    };
    sessionEnded.addEventListener('ended', look);
    return () => sessionEnded.removeEventListener('ended', look);
  }, [refetch]);

  const expired = good.current !== null && (ended || (data !== undefined && data.state !== 'signed-in'));
  const session = expired ? good.current : data;
  const state = useMemo<SessionState | null>(
    () =>
      session
        ? {
            ...{ session, expired },
            renew: (next) => {
              if (next.state === 'signed-in') setEnded(false);
              queries.setQueryData(['session'], next);
              if (expired)
                void queries.invalidateQueries({ predicate: ({ state: { status } }) => status === 'error' });
            },
          }
        : null,
    [session, expired, queries],
  );
  if (state) return <SessionContext value={state}>{children}</SessionContext>;
  return error ? failed(error, () => void refetch()) : waiting;
}

export function useSession(): SessionState {
  const state = use(SessionContext);
  if (!state) throw new Error('There is no session around this');
  return state;
}

interface Chosen {
  readonly tenant: Tenant;
  readonly user: User;
  /** Where the pages of this tenant begin. */
  readonly base: string;
  /** Where its part of the API begins. */
  readonly api: string;
  readonly may: (permission: string) => boolean;
}

const ChosenContext = createContext<Chosen | null>(null);

export function ChosenTenant({
  tenant,
  user,
  children,
}: {
  readonly tenant: Tenant;
  readonly user: User;
  readonly children: ReactNode;
}): ReactNode {
  const installation = useSession().session.installation;
  const chosen = useMemo<Chosen>(
    () => ({
      ...{ tenant, user },
      base: `/t/${tenant.id}`,
      api: `/tenants/${tenant.id}`,
      may: (permission) =>
        tenant.permissions.includes(permission) || installation?.includes(permission) === true,
    }),
    [tenant, user, installation],
  );
  return <ChosenContext value={chosen}>{children}</ChosenContext>;
}

/** The tenant in the address, and what one may do there. */
export function useChosen(): Chosen {
  const chosen = use(ChosenContext);
  if (!chosen) throw new Error('There is no tenant around this');
  return chosen;
}
