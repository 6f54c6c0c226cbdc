import { Egress, EgressPolicies, type Endpoint } from '@gateway/egress';
import { GatewayError } from '@gateway/errors';
import { Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch as jwksFetch, type JWTVerifyGetKey } from 'jose';
import {
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import type { Issuer } from './issuers';

/** The provider does not answer, or not as OpenID Connect says. */
export class ProviderUnavailable extends GatewayError {
  readonly kind = 'unavailable';
  readonly code = 'PROVIDER_UNAVAILABLE';

  constructor(issuer: string) {
    super('The OpenID provider cannot be reached', { issuer });
  }
}

/** What a provider says about itself, and the keys its signatures are checked with. */
export interface Provider {
  readonly configuration: Configuration;
  readonly keys: JWTVerifyGetKey;
}

/** A description is fetched again after so many milliseconds. */
const FRESH_MS = 3_600_000;

const LIMITS = { headersMs: 10_000, totalMs: 15_000, answerBytes: 512 * 1_024 } as const;

/** Speaks to OpenID providers, by the one way out of the house. */
@Injectable()
export class Providers {
  private readonly known = new Map<string, { readonly at: number; readonly provider: Provider }>();

  constructor(
    private readonly egress: Egress,
    private readonly policies: EgressPolicies,
  ) {}

  /** @throws {ProviderUnavailable} */
  async of(issuer: Issuer): Promise<Provider> {
    const known = this.known.get(issuer.key);
    if (known && Date.now() - known.at < FRESH_MS) return known.provider;
    const provider = await this.discover(issuer);
    this.known.set(issuer.key, { at: Date.now(), provider });
    return provider;
  }

  private async discover(issuer: Issuer): Promise<Provider> {
    const fetch = this.fetchFor(issuer);
    try {
      const configuration = await discovery(
        new URL(issuer.url),
        issuer.clientId,
        { client_secret: issuer.clientSecret },
        ClientSecretPost(issuer.clientSecret),
        { [customFetch]: fetch, execute: [enableNonRepudiationChecks] },
      );
      const { jwks_uri: jwks } = configuration.serverMetadata();
      if (jwks === undefined) throw new ProviderUnavailable(issuer.key);
      const get = (url: string): Promise<Response> =>
        fetch(url, { method: 'GET', headers: {}, body: undefined, redirect: 'manual' });
      return { configuration, keys: createRemoteJWKSet(new URL(jwks), { [jwksFetch]: get }) };
    } catch {
      // What the library throws may carry what the provider said.
      throw new ProviderUnavailable(issuer.key);
    }
  }

  private fetchFor({ serverCa }: Issuer): CustomFetch {
    return async (url, { method, headers, body }) => {
      const endpoint: Endpoint = {
        ...{ tenant: 'installation', url, policy: this.policies.for(url), limits: LIMITS },
        ...(serverCa === undefined ? {} : { ca: Buffer.from(serverCa) }),
      };
      const sent = bytesOf(body);
      const exchange = await this.egress.send(endpoint, {
        ...{ method: method === 'POST' ? 'POST' : 'GET', headers },
        ...(sent ? { body: sent } : {}),
      });
      const { status, headers: answered } = exchange;
      if (status === undefined) throw new TypeError(exchange.reason);
      return new Response(exchange.body ? new Uint8Array(exchange.body) : null, {
        status,
        headers: { 'content-type': answered.contentType ?? 'application/octet-stream' },
      });
    };
  }
}

function bytesOf(body: unknown): Buffer | undefined {
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof URLSearchParams) return Buffer.from(body.toString());
  return body instanceof Uint8Array ? Buffer.from(body) : undefined;
}
