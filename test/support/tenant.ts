import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningGateway } from './gateway';

export interface Sent {
  readonly method?: string;
  /** An object goes as JSON, anything else as it is. */
  readonly body?: object | string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** Idempotency-Key; a new one unless given. */
  readonly key?: string;
}

/** An answer of the gateway, as somebody at the other end of the line has it. */
export interface Answer<T = Json> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** Anything JSON may be, as tests look at it. */
export type Json = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly code: string;
  readonly items: readonly Json[];
};

interface RunRow {
  readonly id: string;
  readonly state: string;
}

const FILE_PASSWORD = 'geheim123';
const BASE = '/kita-planer/connections';

/** One tenant's software, speaking to the gateway with its key. */
export class TestTenant {
  constructor(
    readonly gateway: RunningGateway,
    readonly id: string,
    readonly token: string,
    /** Of another process on the same database, if it is that one’s answers that matter. */
    private readonly url = gateway.url,
  ) {}

  /** A request below this tenant's address; paths beginning with `//` are from the root. */
  async send<T = Json>(path: string, sent: Sent = {}): Promise<Answer<T>> {
    const address = path.startsWith('//') ? path.slice(1) : `/api/v1/tenants/${this.id}${path}`;
    const { method = sent.body === undefined ? 'GET' : 'POST' } = sent;
    const answer = await fetch(this.url + address, { method, ...this.headed(method, sent) });
    const text = await answer.text();
    const { status, headers } = answer;
    const type = headers.get('content-type');
    this.gateway.contract.check({ method, path: address, status, type, text });
    const body = /json(;|$)/.test(type ?? '') && !type?.includes('ndjson') ? text : '{}';
    return { status, headers, text, body: JSON.parse(body === '' ? '{}' : body) as T };
  }

  private headed(method: string, { body, headers, key }: Sent): RequestInit {
    const json = typeof body === 'object' && !(body instanceof Uint8Array);
    return {
      headers: {
        ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
        ...(method === 'GET' ? {} : { 'idempotency-key': key ?? randomUUID() }),
        ...(json ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as string) }),
    };
  }

  /** Sends, and expects this status. */
  async expect<T = Json>(status: number, path: string, sent: Sent = {}): Promise<T> {
    const answer = await this.send<T>(path, sent);
    if (answer.status !== status)
      throw new Error(`${path} answered ${answer.status} instead of ${status}: ${answer.text.slice(0, 500)}`);
    return answer.body;
  }

  settings(parts: object = {}): object {
    const { portal } = this.gateway;
    return {
      baseUrl: portal.url,
      serverCa: portal.certificates.caPem,
      traeger: '4711',
      areas: ['KITA'],
      services: [{ service: 'KITA-8', valid: true, dailyHours: '8' }],
      units: [
        { unit: 'PIRATEN', kitaId: 'KITA-471' },
        { unit: 'LEUCHTTURM', kitaId: 'KITA-846' },
      ],
      groups: [{ group: 'G1', groupId: '1462' }],
      timeoutSeconds: 5,
      realTimeTimeoutSeconds: 5,
      ...parts,
    };
  }

  /** A connection that is switched on; answers its path. */
  async connection(parts: object = {}, active = true): Promise<string> {
    const body = { name: `Kita-Planer ${randomUUID()}`, active, settings: this.settings(parts) };
    const { id } = await this.expect(201, BASE, { body });
    return `${BASE}/${id}`;
  }

  /** A connection that is switched on and has a central certificate; answers its path. */
  async ready(parts: object = {}): Promise<string> {
    const connection = await this.connection(parts);
    await this.storeCredential(connection);
    return connection;
  }

  storeCredential(connection: string, owner = 'central', cn = 'traeger-4711'): Promise<Json> {
    const { p12 } = this.gateway.portal.clientP12(cn, FILE_PASSWORD, { traeger: '4711' });
    const body = {
      file: p12.toString('base64'),
      filePassword: FILE_PASSWORD,
      user: 'kita-gateway',
      password: 'S3rv3r-PW',
    };
    return this.expect(200, `${connection}/credentials/${owner}`, { method: 'PUT', body });
  }

  /** Jetzt exportieren, and wait until it is over. */
  async exportNow(connection: string): Promise<RunRow> {
    const before = await this.expect<{ items: RunRow[] }>(200, `${connection}/runs`);
    await this.expect(202, `${connection}/runs`, { method: 'POST' });
    for (let i = 0; i < 600; i++) {
      const { items } = await this.expect<{ items: RunRow[] }>(200, `${connection}/runs`);
      const [newest] = items;
      if (newest && items.length > before.items.length && newest.state !== 'running') return newest;
      await sleep(50);
    }
    throw new Error('The export did not come to an end');
  }

  /** Every page of a list, and how many there were. */
  async pages(path: string, limit = 200): Promise<{ items: Json[]; pages: number }> {
    const items: Json[] = [];
    for (let pages = 1, cursor = ''; ; pages++) {
      const query = `${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`;
      const page = await this.expect<{ items: Json[]; next: string | null }>(200, path + query);
      items.push(...page.items);
      if (page.next === null) return { items, pages };
      cursor = `&cursor=${page.next}`;
    }
  }
}
