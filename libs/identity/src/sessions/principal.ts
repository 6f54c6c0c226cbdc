import type { Role } from '../access/roles';
import type { Account } from '../people/accounts';

/** How far somebody has come with signing in. */
export type SignInState = 'second-factor' | 'second-factor-setup' | 'signed-in';

export interface Session {
  readonly id: string;
  readonly method: 'password' | 'oidc';
  readonly secondFactor: boolean;
  readonly issuer: string | null;
  readonly browser: string;
  readonly chosenTenant: string | null;
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly endsAt: Date;
}

/** Somebody at the other end of a session, as seen from the tenant asked about. */
export interface Principal {
  readonly session: Session;
  readonly user: Account;
  /** Absent where they have no part in the tenant, or where no tenant was asked about. */
  readonly role?: Role | 'operator';
  readonly glassBroken: boolean;
}

/** Minutes without a request after which a session has ended. */
export const IDLE_MINUTES = 30;

/** Hours after which a session ends, however busy. */
export const LIFETIME_HOURS = 10;

export const idleEnd = ({ seenAt, endsAt }: Pick<Session, 'seenAt' | 'endsAt'>): Date =>
  new Date(Math.min(seenAt.getTime() + IDLE_MINUTES * 60_000, endsAt.getTime()));

/**
 * Operators always need a second factor (promise O2); others where they have set one up, unless their
 * provider saw to it.
 */
export function signInState({ session, user }: Pick<Principal, 'session' | 'user'>): SignInState {
  if (session.secondFactor) return 'signed-in';
  if (user.hasSecondFactor && (user.operator || session.method === 'password')) return 'second-factor';
  return user.operator ? 'second-factor-setup' : 'signed-in';
}
