import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { KitaPlanerSimulator } from '@connectors/kita-planer/simulator';
import { newId } from '@gateway/database';
import { ApiKeys, PERMISSIONS, type PermissionName } from '@gateway/identity';
import { TestDatabase } from '@gateway/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createGateway, gatewaySettings, storages } from '../../apps/gateway/src';
import { Contract } from './contract';
import { TestTenant } from './tenant';

interface RunningOptions {
  /** Whether jobs are worked off. */
  readonly works?: boolean;
  /** Where it finds the database server, if not where that is. */
  readonly databasePort?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** The real gateway on a database of its own, beside a Kita-Planer simulator; every answer is held against its description. */
export class RunningGateway {
  private constructor(
    readonly test: TestDatabase,
    readonly portal: KitaPlanerSimulator,
    readonly app: NestExpressApplication,
    readonly url: string,
    readonly contract: Contract,
    private readonly captured: string[],
  ) {}

  static async start({ works = true, databasePort, env = {} }: RunningOptions = {}): Promise<RunningGateway> {
    const [test, portal] = await Promise.all([TestDatabase.create(...storages), KitaPlanerSimulator.start()]);
    const settings = await gatewaySettings({
      ...environmentFor(test, portal),
      ROLE: works ? 'all' : 'api',
      ...(databasePort === undefined ? {} : { DATABASE_URL: atPort(test.url, databasePort) }),
      ...env,
    });
    const captured: string[] = [];
    const app = await createGateway(settings, keepIn(captured));
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    return new RunningGateway(test, portal, app, url, await Contract.of(url), captured);
  }

  /** Every log line so far. */
  get log(): string {
    return this.captured.join('');
  }

  /** A tenant with a key that may do everything, or only what is said. */
  async tenant(scopes: readonly PermissionName[] = PERMISSIONS): Promise<TestTenant> {
    const id = await this.test.tenant(`Träger ${randomBytes(3).toString('hex')} (erfunden)`);
    return new TestTenant(this, id, await this.keyOf(id, scopes));
  }

  async keyOf(tenant: string, scopes: readonly PermissionName[] = PERMISSIONS): Promise<string> {
    const operator = { type: 'operator', id: newId() } as const;
    const { token } = await this.test.database.tenant(tenant, (tx) =>
      this.app.get(ApiKeys, { strict: false }).create(tx, operator, { tenant, name: 'Test', scopes }),
    );
    return token;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await Promise.all([this.portal.stop(), this.test.drop()]);
  }
}

function atPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  [url.hostname, url.port] = ['127.0.0.1', String(port)];
  return url.href;
}

/** What a process of the gateway must be told to work on this database and with this simulator. */
export const environmentFor = (
  { url }: Pick<TestDatabase, 'url'>,
  portal: KitaPlanerSimulator,
): NodeJS.ProcessEnv => ({
  DATABASE_URL: url,
  DATABASE_POOL_SIZE: '6',
  EGRESS_ALLOW: `${new URL(portal.url).host}=127.0.0.0/8`,
  PORT: '0',
});

const keepIn = (lines: string[]): Writable =>
  new Writable({
    write(chunk: Buffer, _, done) {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
