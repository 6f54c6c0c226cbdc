import { request } from './request';

export const roles = ['tenant_admin', 'clerk', 'auditor'] as const;

export type Role = (typeof roles)[number];

/** Somebody who belongs to the tenant. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly state: 'active' | 'invited' | 'disabled';
  readonly secondFactor: boolean;
  readonly lastSignInAt: string | null;
  /** The one who asks. */
  readonly self: boolean;
}

/** What opens the page where somebody chooses a password; shown once. */
export interface Invitation {
  readonly token: string;
  readonly expiresAt: string;
}

/** Somewhere somebody is signed in. */
export interface Device {
  readonly id: string;
  readonly current: boolean;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly browser: string;
  readonly method: 'password' | 'oidc';
}

export interface NewMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly reference?: string;
}

export interface AddedMember {
  readonly user: Member;
  readonly invitation: Invitation | null;
}

export interface Items<T> {
  readonly items: readonly T[];
}

export const addMember = (api: string, body: NewMember): Promise<AddedMember> =>
  request(`${api}/users`, { method: 'POST', body });

export const giveRole = (api: string, user: string, role: Role): Promise<Member> =>
  request(`${api}/users/${user}/role`, { method: 'PUT', body: { role } });

export const removeMember = (api: string, user: string): Promise<void> =>
  request(`${api}/users/${user}`, { method: 'DELETE' });

export const recoverMember = (api: string, user: string): Promise<Invitation> =>
  request(`${api}/users/${user}/recovery`, { method: 'POST' });

export const signOutMember = (api: string, user: string): Promise<void> =>
  request(`${api}/users/${user}/sessions`, { method: 'DELETE' });

/** What a tenant's software proves itself with. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

export interface IssuedKey {
  readonly key: ApiKey;
  readonly token: string;
}

export const createKey = (
  api: string,
  body: { readonly name: string; readonly scopes: readonly string[]; readonly expiresAt: string },
): Promise<IssuedKey> => request(`${api}/keys`, { method: 'POST', body });

export const rotateKey = (api: string, key: string): Promise<IssuedKey> =>
  request(`${api}/keys/${key}/rotate`, { method: 'POST' });

export const revokeKey = (api: string, key: string): Promise<void> =>
  request(`${api}/keys/${key}`, { method: 'DELETE' });

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Something that takes two persons. */
export interface Approval {
  readonly id: string;
  readonly act: string;
  readonly subject: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly state: 'open' | 'done' | 'declined' | 'expired';
  readonly requestedBy: Named;
  readonly requestedAt: string;
  readonly endsAt: string;
  readonly decidedBy: Named | null;
  readonly decidedAt: string | null;
  /** Asked for by the one who reads this. */
  readonly own: boolean;
}

export const askForErasure = (api: string, childNumber: string, reason: string): Promise<Approval> =>
  request(`${api}/approvals`, {
    method: 'POST',
    body: { act: 'erase-child', subject: { childNumber }, reason },
  });

export const decideApproval = (
  api: string,
  approval: string,
  decision: 'approve' | 'decline',
): Promise<Approval> => request(`${api}/approvals/${approval}/${decision}`, { method: 'POST' });

/** A time in which an operator may see records, and why. */
export interface Grant {
  readonly id: string;
  readonly user: Named;
  readonly reason: string;
  readonly ticket: string | null;
  readonly openedAt: string;
  readonly endsAt: string;
  readonly endedAt: string | null;
}

export const openGlass = (
  api: string,
  body: { readonly reason: string; readonly ticket?: string; readonly minutes: number },
): Promise<Grant> => request(`${api}/break-glass`, { method: 'POST', body });

export const endGlass = (api: string, grant: string): Promise<void> =>
  request(`${api}/break-glass/${grant}`, { method: 'DELETE' });
