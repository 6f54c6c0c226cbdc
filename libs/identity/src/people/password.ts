import { GatewayError } from '@gateway/errors';
import { argon2id, argon2Verify } from 'hash-wasm';
import { randomBytes } from 'node:crypto';

/** OWASP's recommendation for argon2id: 19 MiB, two passes, one lane. */
const COST = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;

const SHORTEST = 12;
const LONGEST = 200;

/** Too short, or easily guessed from what is known of the person. */
export class PasswordWeak extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'PASSWORD_WEAK';

  constructor() {
    super(
      `Use ${SHORTEST} to ${LONGEST} characters that are neither repeated nor your name or address`,
      {},
      { field: '/password' },
    );
  }
}

/** @throws {PasswordWeak} */
export function checkPassword(password: string, known: readonly (string | null)[]): void {
  const length = [...password].length;
  const plain = password.toLowerCase();
  const guessed = known.some(
    (word) => word !== null && word.length > 0 && plain.includes(word.toLowerCase()),
  );
  if (length < SHORTEST || length > LONGEST || guessed || new Set(plain).size < 5) throw new PasswordWeak();
}

/** argon2id in its usual encoding, salt and cost included. */
export const hashPassword = (password: string): Promise<string> =>
  argon2id({ ...COST, password: password.normalize('NFKC'), salt: randomBytes(16), outputType: 'encoded' });

/** Takes as long for nobody's password as for somebody's. */
export async function isPasswordOf(password: string, hash: string | null): Promise<boolean> {
  const given = password.normalize('NFKC').slice(0, LONGEST) || ' ';
  const right = await argon2Verify({ password: given, hash: hash ?? NOBODYS });
  return hash !== null && right;
}

/** The hash of a password nobody knows. */
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
