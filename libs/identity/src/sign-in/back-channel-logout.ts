import { AuditTrail } from '@gateway/audit';
import { Database } from '@gateway/database';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { jwtVerify, type JWTPayload } from 'jose';
import { sessionsEnded } from '../people/events';
import { Issuers, type Issuer } from './issuers';
import { Providers } from './provider';

/** Not a logout token of this provider for us, or one we have had before. */
class LogoutTokenInvalid extends GatewayError {
  readonly kind = 'malformed';
  readonly code = 'LOGOUT_TOKEN_INVALID';

  constructor() {
    super('This is no logout token that could be followed');
  }
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** Minutes a logout token is taken after it was made. */
const FRESH_MINUTES = 5;

/** Somebody signed out at the provider's: what they have open here ends as well (OpenID Connect Back-Channel Logout 1.0). */
@Injectable()
export class BackChannelLogout {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditTrail,
    private readonly issuers: Issuers,
    private readonly providers: Providers,
  ) {}

  /** @throws {LogoutTokenInvalid} @throws {ProviderUnavailable} */
  async run(key: string, token: string): Promise<void> {
    const issuer = this.issuers.find(key);
    if (!issuer) throw new LogoutTokenInvalid();
    const { sub, sid, jti } = await this.verified(issuer, token);
    await this.database.global(async (tx) => {
      await tx.query('delete from oidc_logout where ends_at < now()');
      const fresh = await tx.query<unknown[]>(
        `insert into oidc_logout (issuer, jti, ends_at) values ($1, $2, now() + make_interval(mins => $3))
         on conflict do nothing returning jti`,
        [key, jti, 2 * FRESH_MINUTES],
      );
      if (fresh.length === 0) throw new LogoutTokenInvalid();
      const [ended] = await tx.query<[{ user: string }[], number]>(
        `update user_session set ended_at = now()
         where issuer = $1 and ended_at is null and ($2::text is null or issuer_session = $2)
           and ($3::text is null or issuer_subject = $3)
         returning user_id as "user"`,
        [key, sid ?? null, sub ?? null],
      );
      const actor = { type: 'system', id: `oidc.${key}` } as const;
      const users = [...new Set(ended.map(({ user }) => user))];
      await this.audit.record(
        tx,
        users.map((object) => sessionsEnded({ tenant: null, actor, object, outcome: 'success' })),
      );
    });
  }

  private async verified(issuer: Issuer, token: string): Promise<LogoutClaims> {
    const { configuration, keys } = await this.providers.of(issuer);
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: configuration.serverMetadata().issuer,
        audience: issuer.clientId,
        maxTokenAge: `${FRESH_MINUTES} minutes`,
        clockTolerance: 30,
      });
      return claimsOf(payload);
    } catch {
      throw new LogoutTokenInvalid();
    }
  }
}

interface LogoutClaims {
  readonly sub?: string;
  readonly sid?: string;
  readonly jti: string;
}

function claimsOf(payload: JWTPayload): LogoutClaims {
  const { sub, sid, jti, events, nonce } = payload;
  const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, EVENT);
  const named = sub !== undefined || typeof sid === 'string';
  if (!isLogout || !named || jti === undefined || nonce !== undefined) throw new LogoutTokenInvalid();
  return { jti, ...(sub === undefined ? {} : { sub }), ...(typeof sid === 'string' ? { sid } : {}) };
}
