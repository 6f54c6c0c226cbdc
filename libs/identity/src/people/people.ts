import { AuditTrail, type Actor } from '@gateway/audit';
import { Database } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import {
  accountByEmail,
  createAccount,
  invite,
  setPasswordHash,
  type Account,
  type Invitation,
  type NewAccount,
} from './accounts';
import { invited, secondFactorRemoved, sessionsEnded, userCreated } from './events';
import { checkPassword, hashPassword } from './password';
import { Sessions } from '../sessions/sessions';
import { NotFound } from '@gateway/errors';

/** What operators do for people at the command line: the first of them, and those who have lost everything. */
@Injectable()
export class People {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Creates an account and invites its owner to choose a password; or sets one, for made-up people.
   *
   * @throws {UserExists} @throws {PasswordWeak}
   */
  async create(
    actor: Actor,
    wish: NewAccount,
    password?: string,
  ): Promise<{ readonly account: Account; readonly invitation?: Invitation }> {
    if (password !== undefined) checkPassword(password, [wish.name, wish.email]);
    const hash = password === undefined ? undefined : await hashPassword(password);
    return this.database.global(async (tx) => {
      const account = await createAccount(tx, wish);
      const about = { tenant: null, actor, object: account.id, outcome: 'success' } as const;
      await this.audit.record(tx, [userCreated(about), ...(hash === undefined ? [invited(about)] : [])]);
      if (hash === undefined) return { account, invitation: await invite(tx, account.id) };
      await setPasswordHash(tx, account.id, hash);
      return { account };
    });
  }

  /**
   * Lets somebody begin anew: another password, everything signed out, and without the second factor if it is lost.
   *
   * @throws {NotFound}
   */
  async recover(
    actor: Actor,
    email: string,
    { secondFactorLost }: { readonly secondFactorLost: boolean },
  ): Promise<Invitation> {
    return this.database.global(async (tx) => {
      const account = await accountByEmail(tx, email);
      if (!account) throw new NotFound('user', 'by address');
      const about = { tenant: null, actor, object: account.id, outcome: 'success' } as const;
      await this.sessions.endAll(tx, account.id);
      await this.audit.record(tx, [sessionsEnded(about), invited(about)]);
      if (secondFactorLost) {
        await removeSecondFactor(tx, account.id);
        await this.audit.record(tx, secondFactorRemoved(about));
      }
      return invite(tx, account.id);
    });
  }
}

async function removeSecondFactor(tx: Parameters<typeof invite>[0], user: string): Promise<void> {
  await tx.query(
    `update user_account set totp_secret = null, totp_key_id = null, totp_confirmed_at = null where id = $1`,
    [user],
  );
  await tx.query('delete from recovery_code where user_id = $1', [user]);
}
