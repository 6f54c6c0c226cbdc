import { Database } from '@gateway/database';
import { GatewayError, NotFound } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  type Configuration,
} from 'openid-client';
import { newToken, tokenHash } from '../people/secret-token';
import type { Principal } from '../sessions/principal';
import { sawSecondFactor, type Claims } from './claims';
import { Issuers, SignInConfig, type Issuer } from './issuers';
import { KnownPerson } from './known-person';
import { OpenSession } from './open-session';
import { Providers } from './provider';

/** Providers send browsers back to an address they know; nobody told us which that is. */
class PublicUrlMissing extends GatewayError {
  readonly kind = 'misconfigured';
  readonly code = 'PUBLIC_URL_MISSING';

  constructor() {
    super('Signing in with OpenID Connect needs PUBLIC_URL');
  }
}

/** Where a browser goes next. */
export type Landing =
  | { readonly secret: string; readonly path: string }
  | { readonly problem: Problem; readonly reference?: string };

type Problem =
  'ACCOUNT_UNKNOWN' | 'ACCOUNT_DISABLED' | 'SIGN_IN_EXPIRED' | 'PROVIDER_UNAVAILABLE' | 'PROVIDER_REFUSED';

/** Minutes somebody may take at the provider's. */
const PATIENCE_MINUTES = 10;

interface Pending {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly path: string;
}

/** Signing in by an OpenID provider: authorization code with PKCE, state and nonce, bound to the browser. */
@Injectable()
export class OidcSignIn {
  constructor(
    private readonly database: Database,
    private readonly issuers: Issuers,
    private readonly providers: Providers,
    private readonly people: KnownPerson,
    private readonly opening: OpenSession,
    private readonly config: SignInConfig,
  ) {}

  /**
   * Where to send the browser, and what it keeps meanwhile.
   *
   * @throws {NotFound} @throws {ProviderUnavailable} @throws {PublicUrlMissing}
   */
  async start(
    key: string,
    path: string | undefined,
    request: Request,
  ): Promise<{ readonly url: URL; readonly secret: string }> {
    const issuer = this.issuerOf(key);
    const { configuration } = await this.providers.of(issuer);
    const [secret, state, nonce, verifier] = [newToken(), newToken(), newToken(), newToken()];
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackOf(issuer, request),
      scope: 'openid profile email',
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    await this.database.global(async (tx) => {
      await tx.query('delete from oidc_request where ends_at < now()');
      await tx.query(
        `insert into oidc_request (secret_hash, issuer, state, nonce, verifier, return_path, ends_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7))`,
        [tokenHash(secret), issuer.key, state, nonce, verifier, ownPath(path), PATIENCE_MINUTES],
      );
    });
    return { url, secret };
  }

  /** The browser is back. Whatever went wrong is a place to go to, never an error. */
  async finish(
    key: string,
    secret: string | undefined,
    { request, browser }: { readonly request: Request; readonly browser: string },
  ): Promise<Landing> {
    const issuer = this.issuerOf(key);
    const pending = secret === undefined ? undefined : await this.take(secret, key);
    if (!pending) return { problem: 'SIGN_IN_EXPIRED' };
    let claims: Claims;
    try {
      const { configuration } = await this.providers.of(issuer);
      claims = await this.claimsFrom(configuration, issuer, pending, request);
    } catch (error) {
      return { problem: error instanceof GatewayError ? 'PROVIDER_UNAVAILABLE' : 'PROVIDER_REFUSED' };
    }
    return this.welcome(issuer, claims, pending.path, browser);
  }

  /** Where to sign out of the provider as well, if the session came from one that offers it. */
  async signOutUrl({ session }: Principal, request: Request): Promise<string | null> {
    const issuer = session.issuer === null ? undefined : this.issuers.find(session.issuer);
    if (!issuer) return null;
    try {
      const { configuration } = await this.providers.of(issuer);
      if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
      return buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: `${this.origin(request)}/sign-in`,
      }).href;
    } catch {
      return null;
    }
  }

  private async welcome(issuer: Issuer, claims: Claims, path: string, browser: string): Promise<Landing> {
    const subject = String(claims.sub);
    const recognised = await this.people.recognise(issuer, subject, claims);
    if ('reference' in recognised) return { problem: 'ACCOUNT_UNKNOWN', reference: recognised.reference };
    const { id, disabled } = recognised.account;
    if (disabled) return { problem: 'ACCOUNT_DISABLED' };
    const session = typeof claims.sid === 'string' ? claims.sid : null;
    const secret = await this.opening.run({
      ...{ user: id, method: 'oidc', secondFactor: sawSecondFactor(claims), browser },
      provider: { issuer: issuer.key, subject, session },
    });
    return { secret, path };
  }

  private async claimsFrom(
    configuration: Configuration,
    issuer: Issuer,
    { state, nonce, verifier }: Pending,
    request: Request,
  ): Promise<Claims> {
    const back = new URL(this.callbackOf(issuer, request));
    back.search = new URL(request.originalUrl, back).search;
    const tokens = await authorizationCodeGrant(configuration, back, {
      ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (!claims) throw new TypeError('no claims');
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return { ...claims };
    const more = await fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...more, ...claims };
  }

  /** Used up by being looked at. */
  private async take(secret: string, issuer: string): Promise<Pending | undefined> {
    const [rows] = await this.database.global((tx) =>
      tx.query<[(Pending & { readonly valid: boolean })[], number]>(
        `delete from oidc_request where secret_hash = $1 and issuer = $2
         returning issuer, state, nonce, verifier, return_path as path, ends_at > now() as valid`,
        [tokenHash(secret), issuer],
      ),
    );
    const [row] = rows;
    return row?.valid ? row : undefined;
  }

  private issuerOf(key: string): Issuer {
    const issuer = this.issuers.find(key);
    if (!issuer) throw new NotFound('issuer', key);
    return issuer;
  }

  private callbackOf({ key }: Issuer, request: Request): string {
    return `${this.origin(request)}/api/v1/session/oidc/${key}/callback`;
  }

  private origin({ protocol, headers, hostname }: Request): string {
    if (this.config.PUBLIC_URL !== undefined) return this.config.PUBLIC_URL.replace(/\/+$/, '');
    if (!['127.0.0.1', 'localhost'].includes(hostname)) throw new PublicUrlMissing();
    return `${protocol}://${headers.host ?? hostname}`;
  }
}

/** Only ways within our own pages; anything else leads to the first one. */
const ownPath = (path: string | undefined): string =>
  path !== undefined && path.length <= 500 && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\')
    ? path
    : '/';
