import { ROLES, type Role } from '../access/roles';
import type { ClaimRule } from './issuers';

export type Claims = Readonly<Record<string, unknown>>;

/** By tenant the strongest role these claims give; rules that do not match give nothing. */
export function rolesFrom(claims: Claims, rules: readonly ClaimRule[]): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  for (const { claim, value, tenant, role } of rules) {
    const former = roles.get(tenant);
    const stronger = former === undefined || ROLES.indexOf(role) < ROLES.indexOf(former);
    if (stronger && valuesOf(claims, claim).includes(value)) roles.set(tenant, role);
  }
  return roles;
}

/** What stands at a path; a claim whose own name has dots is found as well. */
function valuesOf(claims: Claims, path: string): unknown[] {
  const step = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Claims)[name]
      : undefined;
  const found = Object.hasOwn(claims, path) ? claims[path] : path.split('.').reduce(step, claims);
  return Array.isArray(found) ? found : [found];
}

/** Ways to prove oneself that are a second factor (RFC 8176). */
const STRONG = new Set(['mfa', 'otp', 'hwk', 'swk', 'fpt', 'face', 'sc']);

/** Whether the provider says that it saw a second factor. */
export const sawSecondFactor = ({ amr }: Claims): boolean =>
  Array.isArray(amr) && amr.some((method) => STRONG.has(String(method)));

/** What somebody is called, by whatever the provider tells. */
export function nameFrom(claims: Claims): string {
  const { name, preferred_username: login, email } = claims;
  const told = [name, login, email].find((text) => typeof text === 'string' && text.trim() !== '');
  return typeof told === 'string' ? told.trim().slice(0, 200) : '?';
}

/** A mail address the provider has verified. */
export const verifiedEmail = ({ email, email_verified: verified }: Claims): string | undefined =>
  verified === true && typeof email === 'string' && email.length >= 3 && email.length <= 254
    ? email
    : undefined;
