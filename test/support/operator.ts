import { randomBytes } from 'node:crypto';
import { newId } from '@gateway/database';
import type { TestDatabase } from '@gateway/testing';
import { KeyFile } from '@gateway/vault';
import { codeOf } from './person';

/** Somebody who runs the installation, with an authenticator app. */
export interface Operator {
  readonly email: string;
  /** As the app knows it. */
  readonly secret: string;
}

/** Stores one whose second factor is sealed under this key file. */
export async function createOperator(test: TestDatabase, name: string, keyFile: string): Promise<Operator> {
  const [id, email, secret] = [newId(), `${name}@example.org`, randomBytes(20)];
  const { keyId, bytes } = await (await KeyFile.open(keyFile)).wrap(secret, ['second-factor', id]);
  await test.admin(
    `insert into user_account (id, name, email, operator, totp_secret, totp_key_id, totp_confirmed_at)
     values ($1, $2, $3, true, $4, $5, now())`,
    [id, name, email, bytes, keyId],
  );
  return { email, secret: base32(secret) };
}

/** What their apps show now, one a line, as if none of it had been used before. */
export async function codesOf(test: TestDatabase, ...operators: readonly Operator[]): Promise<string> {
  await test.admin('update user_account set totp_step = 0');
  return operators.map(({ secret }) => `${codeOf(secret)}\n`).join('');
}

const base32 = (bytes: Buffer): string =>
  [...bytes]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .replace(/.{5}/g, (bits) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(parseInt(bits, 2)));
