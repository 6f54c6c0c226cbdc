import { createHash } from 'node:crypto';
import { validityOf, type Validity } from './credential';
import { defaultLimits, type Endpoint } from './endpoint';
import { GuardedAgent } from './guarded-agent';
import { guardedLookup, type Resolver } from './guarded-lookup';
import { publicPolicy } from './policy';
import { secureContextFor } from './secure-context';
import { misconfigured, NotConnected } from './verdict';

const IDLE_MS = 5 * 60_000;
const MOST = 500;

/** An agent while a request uses it. */
export interface Lease {
  readonly agent: GuardedAgent;
  readonly validity: Validity | undefined;
  release(): void;
}

interface Entry {
  readonly agent: GuardedAgent;
  readonly validity: Validity | undefined;
  readonly tenant: string;
  readonly fingerprint: string | undefined;
  users: number;
  lastUsed: number;
}

/**
 * One agent per tenant, partner and credential. Agents nobody uses are closed after five minutes, the
 * least recently used ones earlier if there are many; an agent in use is closed when its last request ends.
 */
export class Agents {
  private readonly entries = new Map<string, Entry>();
  private readonly sweeper = setInterval(() => this.sweep(Date.now()), 60_000).unref();

  constructor(private readonly resolve: Resolver) {}

  get size(): number {
    return this.entries.size;
  }

  /** @throws NotConnected when the endpoint's certificates or keys cannot be used */
  lease(endpoint: Endpoint, url: URL): Lease {
    const key = keyOf(endpoint, url);
    const entry = this.entries.get(key) ?? this.open(endpoint);
    this.entries.delete(key);
    this.entries.set(key, entry);
    entry.users += 1;
    this.makeRoom();
    return { agent: entry.agent, validity: entry.validity, release: () => this.release(key, entry) };
  }

  /** Lets go of everything opened with this certificate; requests under way end first. */
  retire(tenant: string, fingerprint256: string): void {
    this.closeWhere((entry) => entry.tenant === tenant && entry.fingerprint === fingerprint256);
  }

  /** Closes what has been idle for five minutes. */
  sweep(now: number): void {
    this.closeWhere((entry) => entry.users === 0 && now - entry.lastUsed >= IDLE_MS);
  }

  destroy(): void {
    clearInterval(this.sweeper);
    for (const { agent } of this.entries.values()) agent.destroy();
    this.entries.clear();
  }

  private open(endpoint: Endpoint): Entry {
    const { policy = publicPolicy, limits, proxy, client, tenant } = endpoint;
    const { connectMs, tlsMs } = { ...defaultLimits, ...limits };
    const lookup = guardedLookup(this.resolve, policy.addresses);
    const { secureContext, validity } = credentialOf(endpoint);
    const agent = new GuardedAgent({
      secureContext,
      lookup,
      allowed: policy.addresses,
      proxy,
      connectMs,
      tlsMs,
    });
    return { agent, validity, tenant, fingerprint: client?.fingerprint256, users: 0, lastUsed: Date.now() };
  }

  private release(key: string, entry: Entry): void {
    entry.users -= 1;
    entry.lastUsed = Date.now();
    if (entry.users === 0 && this.entries.get(key) !== entry) entry.agent.destroy();
  }

  private makeRoom(): void {
    let surplus = this.entries.size - MOST;
    this.closeWhere((entry) => surplus > 0 && entry.users === 0 && surplus-- > 0);
  }

  private closeWhere(matches: (entry: Entry) => boolean): void {
    for (const [key, entry] of this.entries) {
      if (!matches(entry)) continue;
      this.entries.delete(key);
      if (entry.users === 0) entry.agent.destroy();
    }
  }
}

function credentialOf(
  endpoint: Endpoint,
): Pick<Entry, 'validity'> & { secureContext: GuardedAgent['link']['secureContext'] } {
  try {
    return {
      secureContext: secureContextFor(endpoint),
      validity: endpoint.client && validityOf(endpoint.client),
    };
  } catch {
    throw new NotConnected(misconfigured('CLIENT_CERTIFICATE_UNUSABLE'));
  }
}

/** Everything that makes a connection another connection. Nothing secret goes in. */
function keyOf({ tenant, client, ca, crl, policy, proxy, limits }: Endpoint, { origin }: URL): string {
  const identity = [
    tenant,
    origin,
    client?.fingerprint256,
    digest(client?.chainPem),
    digest(ca),
    digest(crl),
    policy,
    proxy,
    limits?.connectMs,
    limits?.tlsMs,
  ];
  return digest(Buffer.from(JSON.stringify(identity))) ?? '';
}

const digest = (bytes: Buffer | undefined): string | undefined =>
  bytes && createHash('sha256').update(bytes).digest('base64');
