import type { Exchange } from '@gateway/egress';
import { LoginRefused, TokenUnavailable } from './errors';
import { filled, text } from './read-values';
import type { Transport } from './transport';
import { isJson, type Json } from './wire';

/** How a connection logs in. The seed asks for `password`; operators of new services want the other. */
export interface Grant {
  readonly type: 'password' | 'client_credentials';
  readonly clientId: string;
  /** How the client shows its secret: as HTTP Basic, or in the body. */
  readonly clientAuthentication: 'basic' | 'body';
  /** For the password grant. */
  readonly username?: string;
  readonly scope?: string;
}

/** Lends the secrets of a connection, from the vault and for the length of one request only. */
export type WithSecrets = <T>(
  use: (secrets: { readonly clientSecret: string; readonly password?: string }) => Promise<T>,
) => Promise<T>;

interface Token {
  readonly value: string;
  /** On the clock given, in milliseconds. */
  readonly renewAt: number;
}

export interface TokenOptions {
  /** Milliseconds that never go back. */
  readonly clock?: () => number;
  /** Told before anybody else that the credentials were refused. */
  readonly whenRefused?: (refusal: LoginRefused) => Promise<void>;
}

/**
 * The access token of one connection: in memory only, fetched once for all who wait for it, renewed shortly
 * before it expires.
 *
 * Credentials that were refused are never shown again: guessing could lock the account. New ones need a new
 * instance.
 */
export class AccessTokens {
  private token?: Token;
  private refreshToken?: string;
  private underWay?: Promise<string>;
  private refusal?: LoginRefused;

  private readonly clock: () => number;
  private readonly whenRefused: (refusal: LoginRefused) => Promise<void>;

  constructor(
    private readonly endpoint: Transport,
    private readonly grant: Grant,
    private readonly withSecrets: WithSecrets,
    { clock = () => performance.now(), whenRefused = () => Promise.resolve() }: TokenOptions = {},
  ) {
    this.clock = clock;
    this.whenRefused = whenRefused;
  }

  /** @throws LoginRefused | TokenUnavailable */
  async current(): Promise<string> {
    if (this.token && this.clock() < this.token.renewAt) return this.token.value;
    return this.fetchOnce();
  }

  /** Another token than this one, which the service did not accept. @throws LoginRefused | TokenUnavailable */
  async insteadOf(refused: string): Promise<string> {
    if (this.token?.value === refused) delete this.token;
    return this.current();
  }

  private fetchOnce(): Promise<string> {
    this.underWay ??= this.fetch().finally(() => delete this.underWay);
    return this.underWay;
  }

  private async fetch(): Promise<string> {
    const refreshed = await this.refresh();
    if (refreshed !== undefined) return refreshed;
    if (this.refusal) throw this.refusal;

    const exchange = await this.withSecrets(({ clientSecret, password }) => {
      const { type, username } = this.grant;
      const login = { username: username ?? '', password: password ?? '' };
      return this.ask({ grant_type: type, ...(type === 'password' && login) }, clientSecret);
    });
    if (exchange.reached === 'answered') return this.keep(exchange);
    const failure = this.failure(exchange);
    if (failure instanceof LoginRefused) await this.whenRefused(failure);
    throw failure;
  }

  /** Without a refresh token, or if it is not accepted, the credentials are shown instead. */
  private async refresh(): Promise<string | undefined> {
    const { refreshToken } = this;
    if (refreshToken === undefined) return undefined;
    delete this.refreshToken;
    const exchange = await this.withSecrets(({ clientSecret }) =>
      this.ask({ grant_type: 'refresh_token', refresh_token: refreshToken }, clientSecret),
    );
    return exchange.reached === 'answered' ? this.keep(exchange) : undefined;
  }

  private ask(parameters: Readonly<Record<string, string>>, clientSecret: string): Promise<Exchange> {
    const { clientId, clientAuthentication, scope } = this.grant;
    const inBody = clientAuthentication === 'body';
    const form = new URLSearchParams({
      ...parameters,
      ...(scope !== undefined && { scope }),
      ...(inBody && { client_id: clientId, client_secret: clientSecret }),
    });
    return this.endpoint.send({
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(!inBody && { Authorization: basic(clientId, clientSecret) }),
      },
      body: Buffer.from(form.toString()),
    });
  }

  private keep({ body }: Exchange): string {
    const said = parse(body);
    const value = filled(said.access_token);
    const type = filled(said.token_type) ?? 'Bearer';
    if (value === undefined || /[^\x21-\x7e]/.test(value) || type.toLowerCase() !== 'bearer') {
      throw new TokenUnavailable('ANSWER_UNREADABLE');
    }
    const life = lifeOf(said.expires_in);
    this.token = { value, renewAt: this.clock() + 1_000 * (life - Math.min(30, life / 10)) };
    const refreshToken = filled(said.refresh_token);
    if (refreshToken !== undefined) this.refreshToken = refreshToken;
    return value;
  }

  private failure({
    status = 0,
    body,
    reason,
    retryAfterSeconds,
  }: Exchange): LoginRefused | TokenUnavailable {
    if (![400, 401, 403].includes(status)) return new TokenUnavailable(reason, retryAfterSeconds);
    const said = filled(parse(body).error) ?? '';
    this.refusal = new LoginRefused({ status, oauthError: OAUTH_ERRORS.has(said) ? said : 'unknown' });
    return this.refusal;
  }
}

/** Seconds; what a server does not say, or says wrongly, is five minutes (dossier 1). */
const lifeOf = (value: unknown): number => {
  const seconds = Number(text(value) ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 300;
};

/** RFC 6749 2.3.1: both parts are form-encoded first. */
const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64')}`;

const formEncoded = (value: string): string => new URLSearchParams({ '': value }).toString().slice(1);

const OAUTH_ERRORS: ReadonlySet<string> = new Set([
  'invalid_grant',
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
]);

function parse(body: Buffer | undefined): Json {
  try {
    const said: unknown = JSON.parse(body?.toString('utf8') ?? '');
    return isJson(said) ? said : {};
  } catch {
    return {};
  }
}
