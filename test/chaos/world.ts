import { mkdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { KitaPlanerSimulator } from '@connectors/kita-planer/simulator';
import { sampleSettings } from '@connectors/kita-planer/testing';
import { Database, EmbeddedPostgres, migrate, newId, recreateDatabase, Tenant } from '@gateway/database';
import { ApiKeys, PERMISSIONS } from '@gateway/identity';
import { storages } from '../../apps/gateway/src';
import { Gateway } from '../bench/gateway';
import { Victim } from './process';

const FILE_PASSWORD = 'geheim123';
const LEASE_SECONDS = 12;

/** A gateway of several processes, its database, and a partner who remembers everything that really happened. */
export class World {
  /** Id of the one connection. */
  connection = '';

  private constructor(
    readonly partner: KitaPlanerSimulator,
    readonly victims: readonly Victim[],
    readonly url: string,
    private postgres: EmbeddedPostgres,
    private readonly key: { readonly tenant: string; readonly token: string },
    private readonly folder: string,
  ) {}

  static readonly leaseMs = LEASE_SECONDS * 1_000;

  static async create({
    resendUncertain,
  }: {
    readonly resendUncertain: 'manual' | 'automatic';
  }): Promise<World> {
    const folder = resolve('.data', 'chaos');
    mkdirSync(folder, { recursive: true });
    const postgres = await EmbeddedPostgres.start({ folder: resolve(folder, 'postgres') });
    await recreateDatabase(postgres.url('postgres'), 'chaos');
    const databaseUrl = postgres.url('chaos');
    await migrate(databaseUrl, storages);

    const partner = await KitaPlanerSimulator.start({ behalten: 1_000_000 });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const address = new URL(partner.url).host;
    const env = (role: string): NodeJS.ProcessEnv => ({
      ...process.env,
      NODE_ENV: 'development',
      DATABASE_URL: databaseUrl,
      HOST: '127.0.0.1',
      PORT: role === 'api' ? String(port) : '0',
      ROLE: role,
      RUN_LEASE_SECONDS: String(LEASE_SECONDS),
      EGRESS_ALLOW: `${address}=127.0.0.0/8`,
      LOG_LEVEL: 'warn',
    });
    const victims = ['api', 'worker', 'worker'].map(
      (role, index) => new Victim(`${role}-${index}`, env(role), folder),
    );
    const key = await tenantWithKey(databaseUrl, address);
    for (const victim of victims) victim.start();
    const world = new World(partner, victims, url, postgres, key, folder);
    await world.untilReady();
    world.connection = await world.connect(resendUncertain);
    return world;
  }

  get databaseUrl(): string {
    return this.postgres.url('chaos');
  }

  /** A request to the API, as often refused or broken as the world makes it. */
  async request(
    method: string,
    path: string,
    body?: object,
    key = newId(),
  ): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(
      `${this.url}/api/v1/tenants/${this.key.tenant}/kita-planer/connections${path}`,
      {
        method,
        headers: {
          authorization: `Bearer ${this.key.token}`,
          'idempotency-key': key,
          ...(body ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(15_000),
      },
    );
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
  }

  /** Ends every database process at once, without writing anything down, and starts the server again. */
  async crashDatabase(): Promise<void> {
    const { port } = this.postgres;
    process.kill(this.postgres.pid, 'SIGQUIT');
    await this.postgres.stop();
    this.postgres = await EmbeddedPostgres.start({ folder: resolve(this.folder, 'postgres'), port });
    for (const victim of this.victims) victim.ensure();
  }

  async untilReady(): Promise<void> {
    for (let i = 0; i < 300; i++) {
      const answer = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (answer?.ok) return;
      for (const victim of this.victims) victim.ensure();
      await new Promise((resume) => setTimeout(resume, 200));
    }
    throw new Error('The gateway does not come up');
  }

  async end(): Promise<void> {
    await Promise.all(this.victims.map((victim) => victim.stop()));
    await this.partner.stop();
    await this.postgres.stop();
    rmSync(resolve(this.folder, 'postgres'), { recursive: true, force: true });
  }

  private async connect(resendUncertain: 'manual' | 'automatic'): Promise<string> {
    const settings = sampleSettings({
      ...{ baseUrl: this.partner.url, serverCa: this.partner.certificates.caPem, resendUncertain },
      ...{ batchSize: 5, timeoutSeconds: 5, connectAttempts: 1 },
      units: [{ unit: 'PIRATEN', kitaId: 'KITA-471' }],
    });
    const created = await this.request('POST', '', { name: 'Kita-Planer', active: true, settings });
    const { id } = created.body as { id: string };
    const p12 = this.partner.clientP12('traeger-4711', FILE_PASSWORD);
    const stored = await this.request('PUT', `/${id}/credentials/central`, {
      ...{ file: p12.p12.toString('base64'), filePassword: FILE_PASSWORD },
      ...{ user: 'kita-gateway', password: 'S3rv3r-PW' },
    });
    if (created.status !== 201 || stored.status >= 300)
      throw new Error(`Set-up answered ${created.status}, ${stored.status}`);
    return id;
  }
}

async function tenantWithKey(
  databaseUrl: string,
  partner: string,
): Promise<{ tenant: string; token: string }> {
  const gateway = await Gateway.open({ databaseUrl, role: 'api', partner });
  try {
    const tenant = newId();
    const database = gateway.get(Database);
    await database.global((tx) => tx.insert(Tenant, { id: tenant, name: 'Muster-Kitawerk (erfunden)' }));
    const actor = { type: 'operator', id: 'chaos' } as const;
    const { token } = await database.tenant(tenant, (tx) =>
      gateway.get(ApiKeys).create(tx, actor, { tenant, name: 'Chaos', scopes: PERMISSIONS }),
    );
    return { tenant, token };
  } finally {
    await gateway.close();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
