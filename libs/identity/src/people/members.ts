import { AuditTrail, type Actor } from '@gateway/audit';
import type { Tx } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { Role } from '../access/roles';
import { Sessions } from '../sessions/sessions';
import { link } from '../sign-in/known-person';
import {
  accountByEmail,
  accountById,
  createAccount,
  invite,
  UserExists,
  type Account,
  type Invitation,
} from './accounts';
import { invited, roleGiven, roleTaken, sessionsEnded, userCreated } from './events';

/** Nobody gives or takes his own role; somebody else does. */
class SelfChangeRefused extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'SELF_CHANGE_REFUSED';

  constructor() {
    super('Somebody else must change this about you');
  }
}

/** A tenant without an administrator could not help itself. */
class LastAdmin extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'LAST_ADMIN';

  constructor() {
    super('This is the last administrator of the tenant; make another one first');
  }
}

/** Whoever belongs to several tenants is nobody's alone to reset. */
class RecoveryByOperator extends GatewayError {
  readonly kind = 'conflict';
  readonly code = 'RECOVERY_BY_OPERATOR';

  constructor() {
    super('This person belongs to several tenants or comes from a provider; ask the operator');
  }
}

/** Not a reference anybody was shown who wanted to sign in, or no longer. */
class ReferenceUnknown extends GatewayError {
  readonly kind = 'invalid';
  readonly code = 'REFERENCE_UNKNOWN';

  constructor() {
    super('Nobody was shown this reference when signing in', {}, { field: '/reference' });
  }
}

export interface NewMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** What somebody was shown who came from a provider and was not known. */
  readonly reference?: string;
}

/** A person in a tenant. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role;
  readonly state: 'active' | 'invited' | 'disabled';
  readonly secondFactor: boolean;
  readonly lastSignInAt: Date | null;
  readonly createdAt: Date;
}

type By = Readonly<{ tenant: string; actor: Actor }>;

/** Who belongs to a tenant, and as what. Every method works in a transaction of that tenant. */
@Injectable()
export class Members {
  constructor(
    private readonly audit: AuditTrail,
    private readonly sessions: Sessions,
  ) {}

  /** By name. */
  list(tx: Tx): Promise<Member[]> {
    return tx.query<Member[]>(`${MEMBER} order by lower(u.name), u.id`);
  }

  /** @throws {NotFound} alike for a foreign user and one that never was */
  async get(tx: Tx, user: string): Promise<Member> {
    const [row] = isUuid(user) ? await tx.query<Member[]>(`${MEMBER} and u.id = $1`, [user]) : [];
    if (!row) throw new NotFound('user', user);
    return row;
  }

  /**
   * Adds somebody: a new account with an invitation, one that is known by its address, or somebody who came from a provider.
   *
   * @throws {UserExists} if they are a member already, or an operator
   * @throws {ReferenceUnknown}
   */
  async add(
    tx: Tx,
    by: By,
    { name, email, role, reference }: NewMember,
  ): Promise<{ readonly member: Member; readonly invitation: Invitation | null }> {
    const known = await accountByEmail(tx, email);
    // Who is known already is linked to no stranger from a provider.
    if (known?.operator || (known && reference !== undefined)) throw new UserExists();
    const account = known ?? (await this.create(tx, by, { name, email }));
    const rows = await tx.query<unknown[]>(
      `insert into membership (tenant_id, user_id, role, created_by) values ($1, $2, $3, $4)
       on conflict do nothing returning role`,
      [by.tenant, account.id, role, { ...by.actor }],
    );
    if (rows.length === 0) throw new UserExists();
    await this.audit.record(tx, roleGiven({ ...about(by, account.id), code: role.toUpperCase() }));
    if (reference !== undefined) await linkByReference(tx, reference, account.id);
    const needsOne = !known && reference === undefined;
    const invitation = needsOne ? await invite(tx, account.id) : null;
    if (invitation) await this.audit.record(tx, invited(about(by, account.id)));
    return { member: await this.get(tx, account.id), invitation };
  }

  /** @throws {NotFound} @throws {SelfChangeRefused} @throws {LastAdmin} */
  async changeRole(tx: Tx, by: By, user: string, role: Role): Promise<Member> {
    const member = await this.changeable(tx, by, user);
    if (member.role !== role) {
      await tx.query(
        'update membership set role = $3, created_by = $4 where tenant_id = $1 and user_id = $2',
        [...[by.tenant, user, role, { ...by.actor }]],
      );
      if (member.role === 'tenant_admin') await requireAdmin(tx, by.tenant);
      await this.audit.record(tx, roleGiven({ ...about(by, user), code: role.toUpperCase() }));
    }
    return this.get(tx, user);
  }

  /** Ends the membership and what the person has open. @throws {NotFound} @throws {SelfChangeRefused} @throws {LastAdmin} */
  async remove(tx: Tx, by: By, user: string): Promise<void> {
    const member = await this.changeable(tx, by, user);
    await tx.query('delete from membership where tenant_id = $1 and user_id = $2', [by.tenant, user]);
    if (member.role === 'tenant_admin') await requireAdmin(tx, by.tenant);
    await this.sessions.endAll(tx, user);
    await this.audit.record(tx, roleTaken(about(by, user)));
  }

  /**
   * Another password for somebody who has lost theirs; everything is signed out.
   *
   * @throws {NotFound} @throws {SelfChangeRefused} @throws {RecoveryByOperator}
   */
  async recover(tx: Tx, by: By, user: string): Promise<Invitation> {
    await this.changeable(tx, by, user);
    await tx.query(`select set_config('drehkreuz.person', $1, true)`, [user]);
    const [elsewhere] = await tx.query<unknown[]>(
      `select from membership where user_id = $1 and tenant_id <> $2
       union all select from user_identity where user_id = $1
       union all select from user_account where id = $1 and operator limit 1`,
      [user, by.tenant],
    );
    if (elsewhere) throw new RecoveryByOperator();
    await this.sessions.endAll(tx, user);
    await this.audit.record(tx, invited(about(by, user)));
    return invite(tx, user);
  }

  /** @throws {NotFound} */
  async signOutEverywhere(tx: Tx, by: By, user: string): Promise<void> {
    await this.get(tx, user);
    await this.sessions.endAll(tx, user);
    await this.audit.record(tx, sessionsEnded(about(by, user)));
  }

  private async create(tx: Tx, by: By, wish: { name: string; email: string }): Promise<Account> {
    const account = await createAccount(tx, wish);
    await this.audit.record(tx, userCreated(about(by, account.id)));
    return accountById(tx, account.id);
  }

  private async changeable(tx: Tx, { actor }: By, user: string): Promise<Member> {
    if (actor.id === user) throw new SelfChangeRefused();
    return this.get(tx, user);
  }
}

const about = ({ tenant, actor }: By, user: string): About => ({
  tenant,
  actor,
  object: user,
  outcome: 'success',
});

type About = By & { readonly object: string; readonly outcome: 'success' };

const MEMBER = `
  select u.id, u.name, u.email, m.role, u.totp_confirmed_at is not null as "secondFactor",
    u.last_sign_in_at as "lastSignInAt", m.created_at as "createdAt",
    case when u.disabled_at is not null then 'disabled'
         when u.password_hash is null and not exists (select from user_identity i where i.user_id = u.id)
           then 'invited' else 'active' end as state
  from membership m join user_account u on u.id = m.user_id
  where m.tenant_id = current_tenant()`;

/** Asked after the change, one at a time: two administrators cannot remove each other at once. */
async function requireAdmin(tx: Tx, tenant: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('last-admin:' || $1, 0))`, [tenant]);
  const [admin] = await tx.query<unknown[]>(
    `select from membership where tenant_id = $1 and role = 'tenant_admin' limit 1`,
    [tenant],
  );
  if (!admin) throw new LastAdmin();
}

async function linkByReference(tx: Tx, reference: string, user: string): Promise<void> {
  const [request] = await tx.query<{ issuer: string; subject: string }[]>(
    `select issuer, subject from account_request where id = $1 and asked_at > now() - interval '30 days'`,
    [reference],
  );
  if (!request) throw new ReferenceUnknown();
  await link(tx, { ...request, user });
}
