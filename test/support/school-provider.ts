import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as send } from 'node:https';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeCa } from '@gateway/testing';

/** Who sits before the provider's page, and what it says about them. */
export interface AtTheKeyboard {
  readonly sub: string;
  readonly amr?: readonly string[];
  readonly refuses?: boolean;
  readonly claims: Readonly<Record<string, unknown>>;
}

const CLIENT = { clientId: 'drehkreuz', clientSecret: 'erfundenes-geheimnis-4711' } as const;

/** An OpenID provider from the registry, over real HTTPS on this machine. */
export class SchoolProvider {
  static readonly publicUrl = 'https://drehkreuz.example';

  private constructor(
    readonly issuer: string,
    readonly ca: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(): Promise<SchoolProvider> {
    const ca = makeCa();
    const { keyPem: key, chainPem: cert } = ca.issue({
      cn: '127.0.0.1',
      serverAuth: true,
      ips: ['127.0.0.1'],
    });
    const told = JSON.stringify({ key, cert, ...CLIENT, publicUrl: SchoolProvider.publicUrl });
    const child = fork(resolve(__dirname, 'oidc-provider.mjs'), [told], { silent: true, execArgv: [] });
    const [{ issuer }] = (await once(child, 'message')) as [{ issuer: string }];
    return new SchoolProvider(issuer, ca.certPem, child);
  }

  /** An entry of the gateway's list of providers. */
  entry(parts: object): object {
    return { key: 'school', name: 'Schulportal', url: this.issuer, serverCa: this.ca, ...CLIENT, ...parts };
  }

  get host(): string {
    return new URL(this.issuer).host;
  }

  async tell(told: { readonly person?: AtTheKeyboard; readonly gateway?: string }): Promise<void> {
    const done = once(this.child, 'message');
    this.child.send(told);
    await done;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.disconnect();
    await ended;
  }
}

/** A browser’s part at the provider: follows redirects, keeps its cookies, until it is sent elsewhere. */
export class AtProvider {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly provider: SchoolProvider) {}

  /** Goes there and on, and answers the first address that is not the provider's. */
  async follow(url: string): Promise<URL> {
    let next = new URL(url);
    for (let i = 0; i < 10 && next.href.startsWith(this.provider.issuer); i++) {
      const { location, body } = await this.ask(next);
      if (location === undefined) throw new Error(`${next.pathname} does not lead on: ${body.slice(0, 300)}`);
      next = new URL(location, next);
    }
    return next;
  }

  /** Signs out on the provider's own page. */
  async signOut(url: string): Promise<URL> {
    const { body } = await this.ask(new URL(url));
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
    const form = new URLSearchParams({ xsrf, logout: 'yes' });
    const { location } = await this.ask(new URL('/session/end/confirm', url), form);
    return new URL(location ?? '', url);
  }

  private async ask(url: URL, form?: URLSearchParams): Promise<{ location?: string; body: string }> {
    const request = send(url, {
      method: form ? 'POST' : 'GET',
      ca: this.provider.ca,
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
    });
    request.end(form?.toString());
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.cookies.set(name, value);
    }
    const { location } = answer.headers;
    return { body: await text(answer), ...(location === undefined ? {} : { location }) };
  }
}
