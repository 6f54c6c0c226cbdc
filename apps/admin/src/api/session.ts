import { request } from './request';

export interface Issuer {
  readonly key: string;
  readonly name: string;
  readonly start: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly operator: boolean;
  readonly secondFactor: boolean;
  readonly local: boolean;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly role: 'operator' | 'tenant_admin' | 'clerk' | 'auditor';
  readonly permissions: readonly string[];
  readonly breakGlassUntil: string | null;
}

/** Who is sitting there, as the gateway knows it. */
export interface Session {
  readonly state: 'anonymous' | 'second-factor' | 'second-factor-setup' | 'signed-in';
  readonly issuers: readonly Issuer[];
  readonly user?: User;
  readonly session?: { readonly id: string; readonly idleEndsAt: string; readonly endsAt: string };
  readonly tenants?: readonly Tenant[];
  readonly tenant?: string | null;
  /** What an operator may do beyond all tenants. */
  readonly installation?: readonly string[];
}

export const readSession = (): Promise<Session> => request('/session');

export const signIn = (email: string, password: string): Promise<Session> =>
  request('/session/sign-in', { method: 'POST', body: { email, password } });

/** @param code six digits, or one of the recovery codes */
export const giveSecondFactor = (code: string): Promise<Session> => {
  const digits = code.replace(/\s/g, '');
  const body = /^\d{6}$/.test(digits) ? { code: digits } : { recoveryCode: code.trim() };
  return request('/session/second-factor', { method: 'POST', body });
};

export interface SecondFactorSetUp {
  readonly secret: string;
  readonly uri: string;
}

export const beginSecondFactor = (): Promise<SecondFactorSetUp> =>
  request('/session/second-factor/setup', { method: 'POST' });

export interface SecondFactorConfirmed {
  readonly recoveryCodes: readonly string[];
  readonly session: Session;
}

export const confirmSecondFactor = (code: string): Promise<SecondFactorConfirmed> =>
  request('/session/second-factor/confirm', { method: 'POST', body: { code: code.replace(/\s/g, '') } });

export const takeInvitation = (token: string, password: string): Promise<Session> =>
  request('/session/invitation', { method: 'POST', body: { token, password } });

export const changePassword = (current: string, password: string): Promise<Session> =>
  request('/session/password', { method: 'POST', body: { current, password } });

export const signOut = (): Promise<{ readonly redirect: string | null }> =>
  request('/session/sign-out', { method: 'POST' });

export const rememberTenant = (tenant: string): Promise<void> =>
  request('/session/tenant', { method: 'PUT', body: { tenant } });

export const rememberLanguage = (locale: string): Promise<void> =>
  request('/session/locale', { method: 'PUT', body: { locale } });
