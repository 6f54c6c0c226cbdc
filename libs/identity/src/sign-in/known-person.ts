import { AuditTrail } from '@gateway/audit';
import { Database, newId, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import type { Role } from '../access/roles';
import { accountByEmail, accountById, createAccount, type Account } from '../people/accounts';
import { roleGiven, roleTaken, userCreated } from '../people/events';
import { nameFrom, rolesFrom, verifiedEmail, type Claims } from './claims';
import type { Issuer } from './issuers';

/** Whom a provider's claims speak of, as far as we know. */
export type Recognised =
  | { readonly account: Account }
  /** Nobody here; what they tell their administrator. */
  | { readonly reference: string };

/**
 * Finds the account behind a provider's claims. Somebody unknown gets one only where the operator's rules give
 * them a role; otherwise an administrator decides, by the reference.
 */
@Injectable()
export class KnownPerson {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
  ) {}

  async recognise(issuer: Issuer, subject: string, claims: Claims): Promise<Recognised> {
    const roles = rolesFrom(claims, issuer.rules);
    const recognised = await this.database.global(async (tx): Promise<Recognised> => {
      const account =
        (await linked(tx, issuer.key, subject)) ??
        (await this.byAddress(tx, issuer, subject, claims)) ??
        (roles.size > 0 ? await this.create(tx, issuer.key, subject, claims) : undefined);
      return account ? { account } : { reference: await referenceFor(tx, issuer.key, subject) };
    });
    if ('account' in recognised) await this.alignRoles(issuer, recognised.account, roles);
    return recognised;
  }

  private async byAddress(
    tx: Tx,
    { key, emailTrusted }: Issuer,
    subject: string,
    claims: Claims,
  ): Promise<Account | undefined> {
    const email = emailTrusted ? verifiedEmail(claims) : undefined;
    const account = email === undefined ? undefined : await accountByEmail(tx, email);
    // Nobody becomes an operator by what a provider says.
    if (!account || account.operator) return undefined;
    await link(tx, { issuer: key, subject, user: account.id });
    return account;
  }

  private async create(tx: Tx, issuer: string, subject: string, claims: Claims): Promise<Account> {
    const email = verifiedEmail(claims) ?? null;
    const taken = email !== null && (await accountByEmail(tx, email)) !== undefined;
    const account = await createAccount(tx, { name: nameFrom(claims), email: taken ? null : email });
    await link(tx, { issuer, subject, user: account.id });
    const actor = { type: 'system', id: `oidc.${issuer}` } as const;
    await this.audit.record(tx, userCreated({ tenant: null, actor, object: account.id, outcome: 'success' }));
    return account;
  }

  /** Roles that came from this provider follow what it says today; those people gave are left alone. */
  private async alignRoles(
    issuer: Issuer,
    { id, operator }: Account,
    roles: ReadonlyMap<string, Role>,
  ): Promise<void> {
    if (operator) return;
    const tenants = [...new Set(issuer.rules.map(({ tenant }) => tenant))];
    for (const tenant of tenants)
      await this.database.tenant(tenant, (tx) =>
        this.alignRole(tx, { tenant, user: id, issuer: issuer.key, role: roles.get(tenant) }),
      );
  }

  private async alignRole(
    tx: Tx,
    { tenant, user, issuer, role }: { tenant: string; user: string; issuer: string; role: Role | undefined },
  ): Promise<void> {
    const actor = { type: 'system', id: `oidc.${issuer}` } as const;
    if (role === undefined) {
      const [, count] = await tx.query<[unknown[], number]>(
        `delete from membership where tenant_id = $1 and user_id = $2 and created_by->>'id' = $3`,
        [tenant, user, actor.id],
      );
      if (count > 0)
        await this.audit.record(tx, roleTaken({ tenant, actor, object: user, outcome: 'success' }));
      return;
    }
    const rows = await tx.query<unknown[]>(
      `insert into membership as m (tenant_id, user_id, role, created_by)
       select t.id, $2, $3, $4 from tenant t where t.id = $1
       on conflict (tenant_id, user_id) do update set role = excluded.role
         where m.created_by->>'id' = excluded.created_by->>'id' and m.role <> excluded.role
       returning role`,
      [tenant, user, role, actor],
    );
    if (rows.length > 0)
      await this.audit.record(
        tx,
        roleGiven({ tenant, actor, object: user, outcome: 'success', code: role.toUpperCase() }),
      );
  }
}

async function linked(tx: Tx, issuer: string, subject: string): Promise<Account | undefined> {
  const [row] = await tx.query<{ user: string }[]>(
    'select user_id as "user" from user_identity where issuer = $1 and subject = $2',
    [issuer, subject],
  );
  return row && accountById(tx, row.user);
}

/** From now on, whoever comes from there as this subject is this user. */
export async function link(
  tx: Tx,
  { issuer, subject, user }: { readonly issuer: string; readonly subject: string; readonly user: string },
): Promise<void> {
  await tx.query('insert into user_identity (issuer, subject, user_id) values ($1, $2, $3)', [
    ...[issuer, subject, user],
  ]);
  await tx.query('delete from account_request where issuer = $1 and subject = $2', [issuer, subject]);
}

async function referenceFor(tx: Tx, issuer: string, subject: string): Promise<string> {
  const [row] = await tx.query<{ id: string }[]>(
    `insert into account_request (id, issuer, subject) values ($1, $2, $3)
     on conflict (issuer, subject) do update set asked_at = now() returning id`,
    [newId(), issuer, subject],
  );
  return row?.id ?? '';
}
