import { auditEvent, AuditTrail, type Actor } from '@gateway/audit';
import { Database } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { accountByEmail, type Account } from '../people/accounts';
import { SecondFactor } from '../sign-in/second-factor';
import { SecondPersonNeeded } from './approvals';

/** What an operator does at a shell only with a second one. */
const ACTS = ['erase-child', 'destroy-key'] as const;

const agreed = auditEvent('identity/operators-agreed', { log: 'admin', object: 'act', objectIds: ACTS });

/** There is no such operator with a second factor, or the code is wrong; which of it is not told. */
class OperatorNotConfirmed extends GatewayError {
  readonly kind = 'forbidden';
  readonly code = 'OPERATOR_NOT_CONFIRMED';

  constructor(operator: 'first' | 'second') {
    super('No operator with this address and this code of a second factor', { operator });
  }
}

/** An operator at a shell, with what the authenticator app shows now. */
export interface Confirmation {
  readonly email: string;
  readonly code: string;
}

/**
 * The two-person rule where nobody is signed in (promise O2): a shell does not know who types, the second factor
 * of each of two operators does.
 */
@Injectable()
export class TwoOperators {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly secondFactor: SecondFactor,
  ) {}

  /**
   * Puts on record that both agree to the act, each under the own name; answers the first, who acts.
   *
   * @throws {SecondPersonNeeded} @throws {OperatorNotConfirmed} @throws {TooManySignIns}
   */
  async agree(act: (typeof ACTS)[number], first: Confirmation, second: Confirmation): Promise<Actor> {
    const people = { first: await this.operator(first), second: await this.operator(second) };
    if (people.first && people.first.id === people.second?.id) throw new SecondPersonNeeded();
    const by = await this.confirmed('first', people.first, first.code);
    const consenting = await this.confirmed('second', people.second, second.code);
    await this.database.global((tx) =>
      this.audit.record(
        tx,
        [by, consenting].map((actor) => agreed({ tenant: null, actor, object: act, outcome: 'success' })),
      ),
    );
    return by;
  }

  private operator({ email }: Confirmation): Promise<Account | undefined> {
    return this.database.global((tx) => accountByEmail(tx, email));
  }

  private async confirmed(
    which: 'first' | 'second',
    account: Account | undefined,
    code: string,
  ): Promise<Actor> {
    const may = account?.operator === true && !account.disabled && account.hasSecondFactor;
    if (!may || !(await this.secondFactor.holds(account.id, code, 'shell')))
      throw new OperatorNotConfirmed(which);
    return { type: 'user', id: account.id, auth: 'shell' };
  }
}
