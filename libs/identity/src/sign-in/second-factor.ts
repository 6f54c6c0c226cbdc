import { AuditTrail, type AuditEvent } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { KEY_PROVIDER, type KeyProvider } from '@gateway/vault';
import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { recoveryCodeUsed, secondFactorSetUp } from '../people/events';
import { tokenHash } from '../people/secret-token';
import { base32, newTotpSecret, totpStep, totpUri } from '../people/totp';
import type { Principal } from '../sessions/principal';
import { Sessions } from '../sessions/sessions';
import { SignInThrottle } from './throttle';

class CodeWrong extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'CODE_WRONG';

  constructor(field: '/code' | '/recoveryCode') {
    super('This code is wrong, too old or was used before', {}, { field });
  }
}

/** A new one is set up after the old one was taken away by an administrator. */
class SecondFactorExists extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SECOND_FACTOR_EXISTS';

  constructor() {
    super('This account has a second factor already');
  }
}

const RECOVERY_CODES = 10;

/** Six digits from an app (RFC 6238), and ten codes on paper for the day the phone is gone. */
@Injectable()
export class SecondFactor {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly sessions: Sessions,
    private readonly throttle: SignInThrottle,
    @Inject(KEY_PROVIDER) private readonly keys: KeyProvider,
  ) {}

  /**
   * Begins to set one up; it counts once a code has been confirmed.
   *
   * @throws {SecondFactorExists}
   */
  async setUp({ user }: Principal): Promise<{ readonly secret: string; readonly uri: string }> {
    const secret = newTotpSecret();
    const { keyId, bytes } = await this.keys.wrap(secret, contextOf(user.id));
    await this.database.global(async (tx) => {
      const [, count] = await tx.query<[unknown[], number]>(
        `update user_account set totp_secret = $2, totp_key_id = $3, totp_step = 0
         where id = $1 and totp_confirmed_at is null`,
        [user.id, bytes, keyId],
      );
      if (count === 0) throw new SecondFactorExists();
    });
    return { secret: base32(secret), uri: totpUri(secret, user.email ?? user.name) };
  }

  /** @throws {CodeWrong} @throws {SecondFactorExists} @throws {TooManySignIns} */
  async confirm(
    { user, session }: Principal,
    code: string,
    address: string,
  ): Promise<{ readonly recoveryCodes: readonly string[]; readonly secret: string }> {
    if (user.hasSecondFactor) throw new SecondFactorExists();
    await this.throttle.attempt(user.id, address);
    const recoveryCodes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    const secret = await this.database.global(async (tx) => {
      if (!(await this.takeCode(tx, user.id, code))) return undefined;
      await tx.query('update user_account set totp_confirmed_at = now() where id = $1', [user.id]);
      await tx.query('delete from recovery_code where user_id = $1', [user.id]);
      await tx.query('insert into recovery_code (user_id, code_hash) select $1, unnest($2::bytea[])', [
        user.id,
        recoveryCodes.map(recoveryHash),
      ]);
      await this.note(tx, secondFactorSetUp, user.id);
      return this.sessions.rotate(tx, session.id, { secondFactor: true });
    });
    if (secret === undefined) throw new CodeWrong('/code');
    await this.throttle.succeeded(user.id, address);
    return { recoveryCodes, secret };
  }

  /** Ends signing in; answers the session's new secret. @throws {CodeWrong} @throws {TooManySignIns} */
  async verify(
    { user, session }: Principal,
    given: { readonly code?: string; readonly recoveryCode?: string },
    address: string,
  ): Promise<string> {
    const { code, recoveryCode } = given;
    await this.throttle.attempt(user.id, address);
    const secret = await this.database.global(async (tx) => {
      const right =
        code === undefined
          ? await this.takeRecoveryCode(tx, user.id, recoveryCode ?? '')
          : await this.takeCode(tx, user.id, code);
      return right ? this.sessions.rotate(tx, session.id, { secondFactor: true }) : undefined;
    });
    if (secret === undefined) throw new CodeWrong(code === undefined ? '/recoveryCode' : '/code');
    await this.throttle.succeeded(user.id, address);
    return secret;
  }

  /** Whether this is somebody's code now; it counts once. @throws {TooManySignIns} */
  async holds(user: string, code: string, address: string): Promise<boolean> {
    await this.throttle.attempt(user, address);
    const right = await this.database.global((tx) => this.takeCode(tx, user, code));
    if (right) await this.throttle.succeeded(user, address);
    return right;
  }

  private async takeCode(tx: Tx, user: string, code: string): Promise<boolean> {
    const [row] = await tx.query<TotpRow[]>(
      `select totp_secret as secret, totp_key_id as "keyId", totp_step::int as step
       from user_account where id = $1 for update`,
      [user],
    );
    if (!row?.secret || row.keyId === null) return false;
    const secret = await this.keys.unwrap({ keyId: row.keyId, bytes: row.secret }, contextOf(user));
    const step = totpStep(secret, code.replace(/\s/g, ''), new Date(), row.step);
    secret.fill(0);
    if (step === undefined) return false;
    await tx.query('update user_account set totp_step = $2 where id = $1', [user, step]);
    return true;
  }

  private async takeRecoveryCode(tx: Tx, user: string, code: string): Promise<boolean> {
    const [, count] = await tx.query<[unknown[], number]>(
      'delete from recovery_code where user_id = $1 and code_hash = $2',
      [user, recoveryHash(code)],
    );
    if (count > 0) await this.note(tx, recoveryCodeUsed, user);
    return count > 0;
  }

  private async note(tx: Tx, event: AuditEvent, user: string): Promise<void> {
    const actor = { type: 'user', id: user, auth: 'session' } as const;
    await this.audit.record(tx, event({ tenant: null, actor, object: user, outcome: 'success' }));
  }
}

interface TotpRow {
  readonly secret: Buffer | null;
  readonly keyId: string | null;
  readonly step: number;
}

/** What a sealed secret is bound to. */
export const contextOf = (user: string): string[] => ['second-factor', user];

/** 80 random bits in groups of four. */
const newRecoveryCode = (): string => base32(randomBytes(10)).replace(/(.{4})(?!$)/g, '$1-');

/** However somebody types it. */
const recoveryHash = (code: string): Buffer => tokenHash(code.toUpperCase().replace(/[^A-Z2-7]/g, ''));
