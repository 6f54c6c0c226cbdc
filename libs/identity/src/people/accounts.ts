import type { Tx } from '@gateway/database';
import { newId } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { newToken, tokenHash } from './secret-token';

/** A person who may sign in, as the database has it; secrets stay there. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly operator: boolean;
  readonly locale: Locale;
  readonly disabled: boolean;
  /** Has a password here; everybody else comes from an OpenID provider. */
  readonly local: boolean;
  readonly hasSecondFactor: boolean;
}

export const LOCALES = ['de', 'nl', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Columns of `user_account u` that make an {@link Account}. */
export const ACCOUNT = `u.id, u.name, u.email, u.operator, u.locale, u.disabled_at is not null as disabled,
  u.password_hash is not null as local, u.totp_confirmed_at is not null as "hasSecondFactor"`;

/** Days until an invitation can no longer be used. */
const INVITATION_DAYS = 3;

/** Somebody already has this address. */
export class UserExists extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'USER_EXISTS';

  constructor() {
    super('Somebody with this mail address is there already', {}, { field: '/email' });
  }
}

export interface NewAccount {
  readonly name: string;
  readonly email: string | null;
  readonly operator?: boolean;
}

export interface Invitation {
  /** Shown once; opens `/invitation#<token>`. */
  readonly token: string;
  readonly endsAt: Date;
}

/** Mail addresses are compared in lower case. */
export const addressOf = (email: string): string => email.trim().toLowerCase();

export async function accountByEmail(tx: Tx, email: string): Promise<Account | undefined> {
  const [row] = await tx.query<Account[]>(`select ${ACCOUNT} from user_account u where u.email = $1`, [
    addressOf(email),
  ]);
  return row;
}

/** @throws {NotFound} */
export async function accountById(tx: Tx, id: string): Promise<Account> {
  const [row] = await tx.query<Account[]>(`select ${ACCOUNT} from user_account u where u.id = $1`, [id]);
  if (!row) throw new NotFound('user', id);
  return row;
}

/** @throws {UserExists} */
export async function createAccount(tx: Tx, { name, email, operator = false }: NewAccount): Promise<Account> {
  const id = newId();
  const rows = await tx.query<unknown[]>(
    `insert into user_account (id, name, email, operator) values ($1, $2, $3, $4)
     on conflict (email) do nothing returning id`,
    [id, name.trim(), email === null ? null : addressOf(email), operator],
  );
  if (rows.length === 0) throw new UserExists();
  return accountById(tx, id);
}

/** Lets somebody choose a password; earlier invitations end. */
export async function invite(tx: Tx, user: string): Promise<Invitation> {
  const token = newToken();
  await tx.query('delete from invitation where user_id = $1', [user]);
  const [row] = await tx.query<{ endsAt: Date }[]>(
    `insert into invitation (token_hash, user_id, ends_at)
     values ($1, $2, now() + make_interval(days => $3)) returning ends_at as "endsAt"`,
    [tokenHash(token), user, INVITATION_DAYS],
  );
  if (!row) throw new NotFound('user', user);
  return { token, endsAt: row.endsAt };
}

/** Uses an invitation up; answers whose it was, undefined if it was used, has ended or never was. */
export async function takeInvitation(tx: Tx, token: string): Promise<string | undefined> {
  const [rows] = await tx.query<[{ user: string; valid: boolean }[], number]>(
    `delete from invitation where token_hash = $1 returning user_id as "user", ends_at > now() as valid`,
    [tokenHash(token)],
  );
  const [row] = rows;
  return row?.valid ? row.user : undefined;
}

export async function setPasswordHash(tx: Tx, user: string, hash: string): Promise<void> {
  await tx.query('update user_account set password_hash = $2 where id = $1', [user, hash]);
}

export async function passwordHashOf(tx: Tx, user: string | undefined): Promise<string | null> {
  if (user === undefined) return null;
  const [row] = await tx.query<{ hash: string | null }[]>(
    'select password_hash as hash from user_account where id = $1',
    [user],
  );
  return row?.hash ?? null;
}
