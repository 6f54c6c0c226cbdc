import { AuditTrail, type Actor, type AuditEvent } from '@gateway/audit';
import { Database, type Tx } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import {
  accountByEmail,
  accountById,
  addressOf,
  passwordHashOf,
  setPasswordHash,
  takeInvitation,
  type Account,
} from '../people/accounts';
import { passwordChanged, signedOut, signInFailed } from '../people/events';
import { checkPassword, hashPassword, isPasswordOf } from '../people/password';
import type { Principal } from '../sessions/principal';
import { Sessions } from '../sessions/sessions';
import { OpenSession } from './open-session';
import { SignInThrottle } from './throttle';

/** Nobody, a wrong password, an account that was closed: one answer for all. */
class SignInFailed extends GatewayError {
  readonly kind = 'unauthenticated';
  readonly code = 'SIGN_IN_FAILED';

  constructor() {
    super('Address and password do not belong together');
  }
}

class PasswordWrong extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'PASSWORD_WRONG';

  constructor() {
    super('This is not your password', {}, { field: '/current' });
  }
}

/** Used up, too old or never there: one answer for all. */
class InvitationInvalid extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'INVITATION_INVALID';

  constructor() {
    super('This invitation cannot be used (any more); ask for another', {}, { field: '/token' });
  }
}

/** Where somebody signs in from. */
export interface From {
  readonly address: string;
  readonly browser: string;
}

/** Signing in with what is kept here; answers what the browser keeps. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly sessions: Sessions,
    private readonly throttle: SignInThrottle,
    private readonly opening: OpenSession,
  ) {}

  /** @throws {SignInFailed} @throws {TooManySignIns} */
  async withPassword(
    given: { readonly email: string; readonly password: string },
    from: From,
  ): Promise<string> {
    const email = addressOf(given.email);
    await this.throttle.attempt(email, from.address);
    const { account, hash } = await this.database.global(async (tx) => {
      const account = await accountByEmail(tx, email);
      return { account, hash: await passwordHashOf(tx, account?.id) };
    });
    const right = await isPasswordOf(given.password, hash);
    if (!account || !right || account.disabled) {
      if (account) await this.database.global((tx) => this.note(tx, signInFailed, account.id, 'failure'));
      throw new SignInFailed();
    }
    await this.throttle.succeeded(email, from.address);
    return this.begin(account, from);
  }

  /** @throws {InvitationInvalid} @throws {PasswordWeak} */
  async withInvitation(
    given: { readonly token: string; readonly password: string },
    from: From,
  ): Promise<string> {
    await this.throttle.attempt('invitation', from.address);
    const hash = await hashPassword(given.password);
    const account = await this.database.global(async (tx) => {
      const user = await takeInvitation(tx, given.token);
      const account = user === undefined ? undefined : await accountById(tx, user);
      if (!account || account.disabled) return undefined;
      checkPassword(given.password, [account.name, account.email]);
      await setPasswordHash(tx, account.id, hash);
      await this.sessions.endAll(tx, account.id);
      await this.note(tx, passwordChanged, account.id, 'success');
      return account;
    });
    if (!account) throw new InvitationInvalid();
    await this.throttle.succeeded('invitation', from.address);
    return this.begin(account, from);
  }

  /**
   * Ends every other session of the person.
   *
   * @throws {PasswordWrong} @throws {PasswordWeak} @throws {TooManySignIns}
   */
  async changePassword(
    { user, session }: Principal,
    given: { readonly current: string; readonly password: string },
    { address }: From,
  ): Promise<string> {
    checkPassword(given.password, [user.name, user.email]);
    await this.throttle.attempt(user.id, address);
    const old = await this.database.global((tx) => passwordHashOf(tx, user.id));
    if (!(await isPasswordOf(given.current, old))) throw new PasswordWrong();
    await this.throttle.succeeded(user.id, address);
    const hash = await hashPassword(given.password);
    return this.database.global(async (tx) => {
      await setPasswordHash(tx, user.id, hash);
      await this.sessions.endAll(tx, user.id, { except: session.id });
      await this.note(tx, passwordChanged, user.id, 'success');
      return this.sessions.rotate(tx, session.id);
    });
  }

  async signOut({ user, session }: Principal): Promise<void> {
    await this.database.global(async (tx) => {
      if (await this.sessions.end(tx, user.id, session.id))
        await this.note(tx, signedOut, user.id, 'success');
    });
  }

  private begin({ id }: Account, { browser }: From): Promise<string> {
    return this.opening.run({ user: id, method: 'password', secondFactor: false, browser });
  }

  private async note(tx: Tx, event: AuditEvent, user: string, outcome: 'success' | 'failure'): Promise<void> {
    await this.audit.record(tx, event({ tenant: null, actor: actorOf(user), object: user, outcome }));
  }
}

const actorOf = (user: string): Actor => ({ type: 'user', id: user, auth: 'password' });
