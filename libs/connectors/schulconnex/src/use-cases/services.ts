import { Database } from '@gateway/database';
import {
  Egress,
  EgressPolicies,
  type Consume,
  type EgressRequest,
  type Endpoint,
  type Limits,
  type SendOptions,
  type Streamed,
} from '@gateway/egress';
import { Retrying } from '@gateway/retry';
import { SecretLocked, Vault, type SecretMeta, type SecretRef } from '@gateway/vault';
import { Injectable } from '@nestjs/common';
import { Codes } from '../domain/code-lists';
import { AccessTokens, type Grant, type WithSecrets } from '../protocol/access-tokens';
import type { LoginRefused } from '../protocol/errors';
import { SchulconnexClient } from '../protocol/schulconnex.client';
import type { Transport } from '../protocol/transport';
import type { SchulconnexSettings } from '../schulconnex.settings';
import type { Context } from './context';
import { CredentialsUnusable } from './errors';
import { Pace } from './pace';

/** What a source system shows to the token endpoint. */
export interface Secrets {
  readonly clientSecret: string;
  readonly password?: string;
}

/** Lists come whole and may take their time; 200,000 people are about 200 MB. */
const LISTS: Partial<Limits> = { headersMs: 120_000, totalMs: 600_000, answerBytes: 1024 * 1024 * 1024 };
const OTHERS: Partial<Limits> = { headersMs: 30_000, totalMs: 30_000 };

/** Connections whose tokens are remembered. */
const REMEMBERED = 1_000;

/** Opens the way to a connection's service: one set of tokens per connection and version of its credentials. */
@Injectable()
export class Services {
  private readonly tokens = new Map<string, { readonly mark: string; readonly tokens: AccessTokens }>();

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly egress: Egress,
    private readonly policies: EgressPolicies,
    private readonly retrying: Retrying,
    private readonly pace: Pace,
  ) {}

  /** @throws {CredentialsUnusable} before anything is sent */
  async client(context: Context): Promise<SchulconnexClient> {
    const { settings } = context;
    return new SchulconnexClient(
      this.transport(context, settings.baseUrl),
      await this.tokensOf(context),
      new Codes(settings.codeLists),
    );
  }

  /** The access tokens of a connection. @throws {CredentialsUnusable} */
  async tokensOf(context: Context): Promise<AccessTokens> {
    const { tenant, connection, settings } = context;
    const ref = credentialRef(connection, settings);
    const versions = await this.database.tenant(tenant, (tx) => this.vault.list(tx, ref));
    const current = versionInUse(versions);
    if (!current) throw new CredentialsUnusable('MISSING');
    if (current.lockCode !== undefined) throw new CredentialsUnusable('REFUSED');
    const grant = grantOf(settings);
    const mark = JSON.stringify([current.version, settings.tokenUrl, settings.serverCa, grant]);
    const known = this.tokens.get(connection);
    if (known?.mark === mark) return known.tokens;
    const tokens = new AccessTokens(
      this.transport(context, settings.tokenUrl),
      grant,
      this.secretsOf(context, ref),
      { whenRefused: (refusal) => this.lock(context, ref, current.version, refusal) },
    );
    if (this.tokens.size >= REMEMBERED) this.tokens.clear();
    this.tokens.set(connection, { mark, tokens });
    return tokens;
  }

  /** Everything is sent again that certainly was not done, and nothing else. */
  private transport({ tenant, connection, settings }: Context, url: string): Transport {
    const endpoint = (method: string): Endpoint => ({
      ...{ tenant, url, policy: this.policies.for(url) },
      ...(settings.serverCa ? { ca: Buffer.from(settings.serverCa) } : {}),
      limits: method === 'GET' ? LISTS : OTHERS,
    });
    const { patience } = this.pace;
    const name = `schulconnex ${connection} ${url}`;
    return {
      send: (request, options = {}) =>
        this.retrying.run(name, patience, options.signal ?? never(), () =>
          this.egress.send(endpoint(request.method), request, options),
        ),
      stream: async <T>(request: EgressRequest, consume: Consume<T>, options: SendOptions = {}) => {
        let streamed: Streamed<T> | undefined;
        const exchange = await this.retrying.run(name, patience, options.signal ?? never(), async () => {
          streamed = await this.egress.stream(endpoint(request.method), request, consume, options);
          return streamed.exchange;
        });
        return { ...streamed, exchange };
      },
    };
  }

  private secretsOf({ tenant, actor, run }: Context, ref: SecretRef): WithSecrets {
    const use = { actor, purpose: 'schulconnex-login', ...(run === undefined ? {} : { request: run }) };
    return async (work) => {
      try {
        return await this.vault.use(tenant, ref, use, (secret) => work(JSON.parse(secret.text) as Secrets));
      } catch (error) {
        if (error instanceof SecretLocked) throw new CredentialsUnusable('REFUSED');
        throw error;
      }
    };
  }

  /** No process shows them again: guessing could lock the account over there. */
  private async lock(
    { tenant }: Context,
    ref: SecretRef,
    version: number,
    { facts }: LoginRefused,
  ): Promise<void> {
    const aboutCredentials = ['invalid_grant', 'invalid_client'].includes(String(facts.oauthError));
    if (!aboutCredentials) return;
    await this.database.tenant(tenant, (tx) =>
      this.vault.lock(tx, ref, version, String(facts.oauthError).toUpperCase()),
    );
  }
}

/** Where the credentials belong. Bound to the token endpoint: for another one they are entered anew. */
export const credentialRef = (
  connection: string,
  { tokenUrl }: Pick<SchulconnexSettings, 'tokenUrl'>,
): SecretRef => ({
  connection,
  endpoint: new URL(tokenUrl).origin,
  purpose: 'oauth',
  name: 'source-system',
});

const versionInUse = (versions: readonly SecretMeta[]): SecretMeta | undefined =>
  versions
    .filter(({ retiredAt }) => !retiredAt)
    .reduce<SecretMeta | undefined>(
      (newest, one) => (newest && newest.version > one.version ? newest : one),
      undefined,
    );

const grantOf = ({ grant, clientId, clientAuthentication, username, scope }: SchulconnexSettings): Grant => ({
  ...{ type: grant, clientId, clientAuthentication },
  ...(grant === 'password' && username !== undefined ? { username } : {}),
  ...(scope === undefined ? {} : { scope }),
});

const never = (): AbortSignal => new AbortController().signal;
