import type { IncomingMessage } from 'node:http';
import { HttpService } from '@nestjs/axios';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Agents, type Lease } from './agents';
import { readAnswer, type Consume } from './answer-reader';
import { Attempt } from './attempt';
import { dateVerdict } from './credential';
import { defaultLimits, type EgressRequest, type Endpoint, type SendOptions } from './endpoint';
import type { Exchange } from './exchange';
import type { Resolver } from './guarded-lookup';
import { conclude } from './conclude';
import { destination, requestConfig } from './outgoing';
import { misconfigured, NotConnected } from './verdict';

/** Injects how names are resolved. */
export const RESOLVER = Symbol('egress resolver');

/** What came of a request whose answer was read while it arrived. */
export interface Streamed<T> {
  readonly exchange: Exchange;
  /** What `consume` made of the answer; only with an exchange that is `answered`. */
  readonly value?: T;
}

/**
 * The only way out of the house: every request to a partner leaves here.
 *
 * HTTPS with verified certificates, TLS 1.2 or later; to public addresses on port 443 unless the
 * endpoint's policy says otherwise; no redirect is followed, no proxy taken from the environment, nothing
 * repeated. What became of a request is a value; errors of the HTTP client never come out, because they
 * carry headers, bodies and keys.
 */
@Injectable()
export class Egress implements OnApplicationShutdown {
  private readonly agents: Agents;

  constructor(
    private readonly http: HttpService,
    @Inject(RESOLVER) resolver: Resolver,
  ) {
    this.agents = new Agents(resolver);
  }

  /** Sends once. Does not throw. */
  async send(endpoint: Endpoint, request: EgressRequest, options: SendOptions = {}): Promise<Exchange> {
    const { exchange } = await this.exchange(endpoint, request, options);
    return exchange;
  }

  /**
   * Sends once and hands the body of a successful answer over while it arrives, within the endpoint's limits.
   *
   * Act on what was read only when the exchange is `answered`: until then the answer may turn out to be
   * cut, in which case reading throws. Any other error `consume` throws is passed on.
   */
  stream<T>(
    endpoint: Endpoint,
    request: EgressRequest,
    consume: Consume<T>,
    options: SendOptions = {},
  ): Promise<Streamed<T>> {
    return this.exchange(endpoint, request, options, consume);
  }

  /** Closes what was opened with this certificate, as soon as the requests under way have ended. */
  retire(tenant: string, fingerprint256: string): void {
    this.agents.retire(tenant, fingerprint256);
  }

  onApplicationShutdown(): void {
    this.agents.destroy();
  }

  private async exchange<T>(
    endpoint: Endpoint,
    request: EgressRequest,
    options: SendOptions,
    consume?: Consume<T>,
  ): Promise<Streamed<T>> {
    const limits = { ...defaultLimits, ...endpoint.limits };
    const attempt = new Attempt(limits, options);
    const route = this.prepare(endpoint, request, attempt);
    try {
      const message = route && (await this.answerTo(route, request, attempt));
      const read = message && (await readAnswer(message, limits.answerBytes, consume));
      const exchange = conclude(endpoint, request, attempt, message && read && { message, read });
      return { exchange, ...(exchange.reached === 'answered' && { value: read?.value }) };
    } finally {
      attempt.close();
      route?.lease.release();
    }
  }

  /** Everything that can be found wrong before a connection is asked for. */
  private prepare(endpoint: Endpoint, request: EgressRequest, attempt: Attempt): Route | undefined {
    if (attempt.verdict) return undefined;
    try {
      const url = destination(endpoint, request);
      return { url, lease: this.validLease(endpoint, url) };
    } catch (error) {
      attempt.giveUp(error instanceof NotConnected ? error.verdict : misconfigured('EGRESS_FAULT'));
      return undefined;
    }
  }

  private validLease(endpoint: Endpoint, url: URL): Lease {
    const lease = this.agents.lease(endpoint, url);
    const expired = lease.validity && dateVerdict(lease.validity, new Date());
    if (!expired) return lease;
    lease.release();
    throw new NotConnected(expired);
  }

  /** Resolves as soon as there is an answer or certainly none; what ended it is known to the attempt. */
  private answerTo(
    { url, lease }: Route,
    request: EgressRequest,
    attempt: Attempt,
  ): Promise<IncomingMessage | undefined> {
    const answer = this.http.axiosRef
      .request<IncomingMessage>(requestConfig(url, request, lease.agent, attempt))
      .then(
        ({ data }) => data,
        () => undefined,
      );
    return Promise.race([answer, attempt.givenUp]);
  }
}

interface Route {
  readonly url: URL;
  readonly lease: Lease;
}
