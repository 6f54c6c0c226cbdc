import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { Database } from '@gateway/database';
import { Members, People, type Role } from '@gateway/identity';
import type { RunningGateway } from './gateway';
import type { Answer, Json } from './tenant';

const operator = { type: 'operator', id: 'test' } as const;

/** What somebody types to sign in. */
export interface SignsInWith {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** A person with a password; operators, or of one tenant in a role. */
export async function createPerson(
  { app }: RunningGateway,
  as: 'operator' | { readonly tenant: string; readonly role: Role },
): Promise<SignsInWith> {
  const email = `person-${randomBytes(4).toString('hex')}@example.org`;
  const password = `Kuchen-Regen-${randomBytes(6).toString('hex')}`;
  const [people, members] = [app.get(People, { strict: false }), app.get(Members, { strict: false })];
  const wish = { name: 'Erika Mustermann (erfunden)', email, operator: as === 'operator' };
  const { account } = await people.create(operator, wish, password);
  if (as !== 'operator') {
    const { tenant, role } = as;
    await app
      .get(Database, { strict: false })
      .tenant(tenant, (tx) => members.add(tx, { tenant, actor: operator }, { name: 'x', email, role }));
  }
  return { id: account.id, email, password };
}

/** Six digits as an authenticator app computes them (RFC 6238), `steps` half minutes from now. */
export function codeOf(base32: string, steps = 0): string {
  const bits = [...base32].map((sign) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'),
  );
  const bytes = (bits.join('').match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const offset = digest.readUInt8(19) & 15;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

interface Asked {
  readonly method?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A browser with one of our pages open: keeps cookies, says where its requests come from. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  /** What the authenticator app knows; empty without one. */
  secondFactor = '';

  constructor(readonly gateway: RunningGateway) {}

  /** Somebody who has signed in, second factor included. */
  static async signedIn(
    gateway: RunningGateway,
    as: Parameters<typeof createPerson>[1],
  ): Promise<Visitor & { readonly person: SignsInWith }> {
    const person = await createPerson(gateway, as);
    const visitor = new Visitor(gateway);
    await visitor.expect(200, '/session/sign-in', {
      body: { email: person.email, password: person.password },
    });
    if (as === 'operator') await visitor.setUpSecondFactor();
    return Object.assign(visitor, { person });
  }

  async setUpSecondFactor(): Promise<{ readonly secret: string; readonly recoveryCodes: string[] }> {
    const { secret } = await this.expect<{ secret: string }>(200, '/session/second-factor/setup', {
      method: 'POST',
    });
    const { recoveryCodes } = await this.expect<{ recoveryCodes: string[] }>(
      200,
      '/session/second-factor/confirm',
      { body: { code: codeOf(secret) } },
    );
    this.secondFactor = secret;
    return { secret, recoveryCodes };
  }

  /** A request below `/api/v1`. */
  async send<T = Json>(path: string, asked: Asked = {}): Promise<Answer<T>> {
    const { method = asked.body === undefined ? 'GET' : 'POST' } = asked;
    const address = `/api/v1${path}`;
    const answer = await fetch(this.gateway.url + address, this.requestOf(method, asked));
    this.keep(answer.headers.getSetCookie());
    const text = await answer.text();
    const { status, headers } = answer;
    const type = headers.get('content-type');
    this.gateway.contract.check({ method, path: address, status, type, text });
    const isJson = text !== '' && /json(;|$)/.test(type ?? '') && !type?.includes('ndjson');
    return { status, headers, text, body: JSON.parse(isJson ? text : '{}') as T };
  }

  private requestOf(method: string, { body, headers }: Asked): RequestInit {
    return {
      method,
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(this.cookies.size > 0 ? { cookie: this.cookie } : {}),
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
  }

  async expect<T = Json>(status: number, path: string, asked: Asked = {}): Promise<T> {
    const answer = await this.send<T>(path, asked);
    if (answer.status !== status)
      throw new Error(`${path} answered ${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`);
    return answer.body;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  keep(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}
