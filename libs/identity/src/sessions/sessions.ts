import { Database, newId, type Tx } from '@gateway/database';
import { Injectable } from '@nestjs/common';
import { validate as isUuid } from 'uuid';
import type { Role } from '../access/roles';
import { ACCOUNT, type Account } from '../people/accounts';
import { newToken, tokenHash } from '../people/secret-token';
import { IDLE_MINUTES, LIFETIME_HOURS, type Principal, type Session } from './principal';

export interface NewSession {
  readonly user: string;
  readonly method: Session['method'];
  readonly secondFactor: boolean;
  /** The kind of browser, in words; not its whole description. */
  readonly browser: string;
  readonly provider?: {
    readonly issuer: string;
    readonly subject: string;
    readonly session: string | null;
  };
}

/** Sessions of people, kept on our side. What the browser holds is a random number we keep the hash of. */
@Injectable()
export class Sessions {
  constructor(private readonly database: Database) {}

  /** Begins one and answers what the browser keeps. */
  async open(tx: Tx, { user, method, secondFactor, browser, provider }: NewSession): Promise<string> {
    const secret = newToken();
    await tx.query(
      `insert into user_session (id, secret_hash, user_id, method, second_factor, browser, ends_at,
         issuer, issuer_subject, issuer_session)
       values ($1, $2, $3, $4, $5, $6, now() + make_interval(hours => $7), $8, $9, $10)`,
      [
        ...[newId(), tokenHash(secret), user, method, secondFactor, browser.slice(0, 60), LIFETIME_HOURS],
        ...[provider?.issuer ?? null, provider?.subject ?? null, provider?.session ?? null],
      ],
    );
    await tx.query('update user_account set last_sign_in_at = now() where id = $1', [user]);
    return secret;
  }

  /**
   * Who holds this, in this tenant; undefined if nobody does any more. Using a session keeps it alive unless
   * `quietly`.
   */
  async find(
    secret: string,
    { tenant, quietly = false }: { readonly tenant?: string; readonly quietly?: boolean } = {},
  ): Promise<Principal | undefined> {
    if (tenant !== undefined && isUuid(tenant))
      return this.database.tenant(tenant, (tx) => this.read(tx, secret, tenant, quietly));
    return this.database.global((tx) => this.read(tx, secret, null, quietly));
  }

  /** Gives a session another secret; the old one is worth nothing from now on. */
  async rotate(tx: Tx, id: string, { secondFactor = false } = {}): Promise<string> {
    const secret = newToken();
    await tx.query(
      `update user_session set secret_hash = $2, second_factor = second_factor or $3 where id = $1`,
      [id, tokenHash(secret), secondFactor],
    );
    return secret;
  }

  /** Sessions of somebody that have not ended, the latest first. */
  list(tx: Tx, user: string): Promise<Session[]> {
    return tx.query<Session[]>(
      `select ${SESSION} from user_session s where s.user_id = $1 and ${ALIVE} order by s.id desc`,
      [user],
    );
  }

  /** Ends one session of somebody; answers whether there was one. */
  async end(tx: Tx, user: string, id: string): Promise<boolean> {
    if (!isUuid(id)) return false;
    const [rows] = await tx.query<[unknown[], number]>(
      `update user_session s set ended_at = now() where s.user_id = $1 and s.id = $2 and ${ALIVE} returning s.id`,
      [user, id],
    );
    return rows.length > 0;
  }

  /** Ends everything somebody has open, one session aside if said so; answers how many. */
  async endAll(tx: Tx, user: string, { except }: { readonly except?: string } = {}): Promise<number> {
    const [rows] = await tx.query<[unknown[], number]>(
      `update user_session s set ended_at = now()
       where s.user_id = $1 and s.id is distinct from $2::uuid and ${ALIVE} returning s.id`,
      [user, except ?? null],
    );
    return rows.length;
  }

  private async read(
    tx: Tx,
    secret: string,
    tenant: string | null,
    quietly: boolean,
  ): Promise<Principal | undefined> {
    const [row] = await tx.query<PrincipalRow[]>(FIND, [tokenHash(secret), tenant]);
    if (!row) return undefined;
    if (!quietly && Date.now() - row.seenAt.getTime() > SEEN_EVERY_MS)
      await tx.query('update user_session set seen_at = now() where id = $1', [row.sessionId]);
    return principalOf(row);
  }
}

/** The last use of a session is known to this many milliseconds. */
const SEEN_EVERY_MS = 15_000;

const ALIVE = `s.ended_at is null and s.ends_at > now()
  and s.seen_at > now() - interval '${IDLE_MINUTES} minutes'`;

const SESSION_FACTS = `s.method, s.second_factor as "secondFactor", s.issuer, s.browser,
  s.chosen_tenant as "chosenTenant", s.created_at as "createdAt", s.seen_at as "seenAt", s.ends_at as "endsAt"`;

const SESSION = `s.id, ${SESSION_FACTS}`;

const FIND = `
  select ${ACCOUNT}, s.id as "sessionId", ${SESSION_FACTS},
    case when t.id is null then null when u.operator then 'operator' else m.role end as role,
    exists (select from break_glass b where b.tenant_id = t.id and b.user_id = u.id
            and b.ended_at is null and b.ends_at > now()) as "glassBroken"
  from user_session s join user_account u on u.id = s.user_id and u.disabled_at is null
    left join tenant t on t.id = $2::uuid
    left join membership m on m.tenant_id = t.id and m.user_id = u.id
  where s.secret_hash = $1 and ${ALIVE}`;

interface PrincipalRow extends Account, Omit<Session, 'id'> {
  readonly sessionId: string;
  readonly role: Role | 'operator' | null;
  readonly glassBroken: boolean;
}

function principalOf(row: PrincipalRow): Principal {
  const { id, name, email, operator, locale, disabled, local, hasSecondFactor } = row;
  const { sessionId, method, secondFactor, issuer, browser, chosenTenant, createdAt, seenAt, endsAt } = row;
  const session = { id: sessionId, method, secondFactor, issuer, browser, chosenTenant };
  return {
    user: { id, name, email, operator, locale, disabled, local, hasSecondFactor },
    session: { ...session, createdAt, seenAt, endsAt },
    ...(row.role === null ? {} : { role: row.role }),
    glassBroken: row.glassBroken,
  };
}
