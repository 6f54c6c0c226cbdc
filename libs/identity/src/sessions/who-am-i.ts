import { Database, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { installationPermissionsOf, permissionsOf, type Role } from '../access/roles';
import { Issuers } from '../sign-in/issuers';
import { idleEnd, signInState, type Principal } from './principal';
import type { SessionView, TenantOfUserView } from './session-view';
import { Sessions } from './sessions';

/** What the pages need to know about whoever sits before them. */
@Injectable()
export class WhoAmI {
  constructor(
    private readonly database: Database,
    private readonly sessions: Sessions,
    private readonly issuers: Issuers,
  ) {}

  /** @param secret what the browser keeps, if it keeps any */
  async show(secret: string | undefined): Promise<SessionView> {
    const issuers = this.issuers.all().map(({ key, name }) => ({
      ...{ key, name },
      start: `/api/v1/session/oidc/${key}/start`,
    }));
    const person = secret === undefined ? undefined : await this.sessions.find(secret, { quietly: true });
    if (!person) return { state: 'anonymous', issuers };
    const state = signInState(person);
    const known = { state, issuers, user: userView(person), session: sessionView(person) };
    if (state !== 'signed-in') return known;
    const { user, session } = person;
    return {
      ...known,
      tenants: await this.database.global((tx) => tenantsOf(tx, user)),
      tenant: session.chosenTenant,
      installation: [...installationPermissionsOf(user.operator)],
    };
  }
}

const userView = ({ user }: Principal): NonNullable<SessionView['user']> => {
  const { id, name, email, operator, local, locale, hasSecondFactor } = user;
  return { id, name, email, operator, local, locale, secondFactor: hasSecondFactor };
};

const sessionView = ({ session }: Principal): NonNullable<SessionView['session']> => ({
  id: session.id,
  idleEndsAt: idleEnd(session),
  endsAt: session.endsAt,
});

async function tenantsOf(tx: Tx, { id, operator }: Principal['user']): Promise<TenantOfUserView[]> {
  await tx.query(`select set_config('drehkreuz.person', $1, true)`, [id]);
  const rows = await tx.query<TenantRow[]>(operator ? ALL : OWN, [id]);
  return rows.map((row) => ({
    ...row,
    permissions: [...permissionsOf(row.role, { glassBroken: row.breakGlassUntil !== null })],
  }));
}

interface TenantRow {
  readonly id: string;
  readonly name: string;
  readonly role: Role | 'operator';
  readonly breakGlassUntil: Date | null;
}

const ALL = `
  select t.id, t.name, 'operator' as role, (
    select max(b.ends_at) from break_glass b where b.tenant_id = t.id and b.user_id = $1
      and b.ended_at is null and b.ends_at > now()) as "breakGlassUntil"
  from tenant t order by t.name, t.id`;

const OWN = `
  select t.id, t.name, m.role, null::timestamptz as "breakGlassUntil"
  from membership m join tenant t on t.id = m.tenant_id where m.user_id = $1 order by t.name, t.id`;
