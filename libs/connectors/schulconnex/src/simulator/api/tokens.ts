import { randomBytes } from 'node:crypto';
import type { Profile, RegisteredClient } from '../state/client';
import { Fehler } from './fehler';

/** Whom a token stands for. */
export interface Session {
  readonly client: RegisteredClient;
  /** Of this session alone, chosen with `?profile=` at the token endpoint. */
  readonly profile?: Profile;
}

interface Issued extends Session {
  readonly expiresAt: number;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: object;
  readonly challenge?: boolean;
}

/** The token endpoint (RFC 6749): password, client_credentials and refresh_token. */
export class Tokens {
  /** Seconds a token lives. */
  life = 1_800;
  /** How often each grant was asked for, successfully or not. */
  readonly asked: string[] = [];
  private readonly issued = new Map<string, Issued>();
  private readonly refresh = new Map<string, Session>();

  constructor(
    private readonly clients: readonly RegisteredClient[],
    private readonly clock: () => Date,
  ) {}

  answer(form: URLSearchParams, authorization: string | undefined, profile?: Profile): TokenAnswer {
    const grant = form.get('grant_type') ?? '';
    this.asked.push(grant);
    const client = this.clientOf(form, authorization);
    if (!client) return { status: 401, body: { error: 'invalid_client' }, challenge: true };
    const session = this.granted(grant, form, client, profile);
    return typeof session === 'string' ? { status: 400, body: { error: session } } : this.issue(session);
  }

  /** The session asked for, or what RFC 6749 calls the reason why not. */
  private granted(
    grant: string,
    form: URLSearchParams,
    client: RegisteredClient,
    profile: Profile | undefined,
  ): Session | string {
    const session = { client, ...(profile && { profile }) };
    const { username, password } = client;
    switch (grant) {
      case 'client_credentials':
        return session;
      case 'password':
        return form.get('username') === username && form.get('password') === password
          ? session
          : 'invalid_grant';
      case 'refresh_token': {
        const earlier = this.refresh.get(form.get('refresh_token') ?? '');
        return earlier?.client === client ? earlier : 'invalid_grant';
      }
      default:
        return 'unsupported_grant_type';
    }
  }

  /** @throws Fehler 401/00 to 401/03 */
  session(authorization: string | undefined): Session {
    if (authorization === undefined) throw new Fehler('401/00');
    const [scheme = '', token = ''] = authorization.split(' ');
    if (scheme.toLowerCase() !== 'bearer') throw new Fehler('401/03');
    const issued = this.issued.get(token);
    if (!issued) throw new Fehler('401/02');
    if (issued.expiresAt <= this.clock().getTime()) throw new Fehler('401/01');
    return issued;
  }

  /** All tokens have expired, as if their time were over. */
  expire(): void {
    for (const [token, issued] of this.issued) this.issued.set(token, { ...issued, expiresAt: 0 });
  }

  clear(): void {
    this.issued.clear();
    this.refresh.clear();
    this.asked.length = 0;
  }

  private issue(session: Session): TokenAnswer {
    const token = randomBytes(24).toString('base64url');
    const refreshToken = randomBytes(24).toString('base64url');
    this.issued.set(token, { ...session, expiresAt: this.clock().getTime() + this.life * 1_000 });
    this.refresh.set(refreshToken, session);
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'Bearer',
        expires_in: this.life,
        refresh_token: refreshToken,
      },
    };
  }

  private clientOf(form: URLSearchParams, authorization: string | undefined): RegisteredClient | undefined {
    const [id, secret] = authorization?.startsWith('Basic ')
      ? fromBasic(authorization.slice(6))
      : [form.get('client_id'), form.get('client_secret')];
    return this.clients.find(({ clientId, clientSecret }) => clientId === id && clientSecret === secret);
  }
}

function fromBasic(encoded: string): [string, string] {
  const [id = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const decode = (text: string): string => new URLSearchParams(`x=${text}`).get('x') ?? '';
  return [decode(id), decode(rest.join(':'))];
}
