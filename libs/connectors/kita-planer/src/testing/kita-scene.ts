import type { Actor } from '@gateway/audit';
import { PlatformModule, platformStorages } from '@gateway/connector';
import { Database, newId, type Storage } from '@gateway/database';
import { httpStorage } from '@gateway/http';
import { TestDatabase } from '@gateway/testing';
import type { LoggerService, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { KitaPlanerModule } from '../kita-planer.module';
import type { KitaPlanerSettings } from '../kita-planer.settings';
import { KitaPlanerSimulator, type SimulatorOptions } from '../simulator';
import { Door } from '../simulator/testing/door';
import { storage } from '../storage';
import { Pace } from '../use-cases/pace';
import { SetUp } from '../use-cases/set-up';
import { sampleSettings } from './settings';
import { TraegerScene } from './traeger-scene';

const usual = new Pace();

/** Waits as good as nothing between calls, and never lets go in between. */
const quick: Pace = {
  ...usual,
  calls: { ...usual.calls, schedule: { kind: 'fixed', waitsMs: [1], spread: 0 } },
  sliceMs: 60_000,
};

interface SceneOptions {
  readonly simulator?: SimulatorOptions;
  readonly pace?: Pace;
  /** More tables than the connector needs. */
  readonly storages?: readonly Storage[];
  readonly logger?: LoggerService;
  /** Whether it takes jobs from the queue; tests run exports themselves otherwise. */
  readonly works?: boolean;
}

/**
 * A gateway without its edges on a database of its own, beside a running Kita-Planer simulator behind a
 * door: what the acceptance cases start from.
 */
export class KitaScene {
  private constructor(
    readonly test: TestDatabase,
    readonly portal: KitaPlanerSimulator,
    /** All calls go through it. */
    readonly door: Door,
    private readonly app: TestingModule,
  ) {}

  static async start({ simulator, storages, ...options }: SceneOptions = {}): Promise<KitaScene> {
    const portal = await KitaPlanerSimulator.start(simulator);
    const door = await Door.before(portOf(portal));
    const test = await TestDatabase.create(...(storages ?? [...platformStorages, httpStorage, storage]));
    return new KitaScene(test, portal, door, await startGateway(test, door, options));
  }

  /** Another process of the same gateway; it knows nothing but what is in the database. */
  static async beside({ test, portal, door }: KitaScene, pace: Pace = quick): Promise<KitaScene> {
    return new KitaScene(test, portal, door, await startGateway(test, door, { pace }));
  }

  get<T>(Provider: Type<T>): T {
    return this.app.get(Provider, { strict: false });
  }

  get database(): Database {
    return this.get(Database);
  }

  /** The simulator as it was at the start, and nothing in front of it. */
  async reset(): Promise<void> {
    this.portal.reset();
    await this.door.open(portOf(this.portal));
    this.door.knocks = 0;
  }

  /** A tenant with a connection that works: set up, switched on, with a central certificate. */
  async traeger(parts: Partial<KitaPlanerSettings> = {}): Promise<TraegerScene> {
    const traeger = await this.traegerWithoutCertificate(parts);
    await traeger.storeCredential('central');
    return traeger;
  }

  async traegerWithoutCertificate(parts: Partial<KitaPlanerSettings> = {}): Promise<TraegerScene> {
    const tenant = await this.test.tenant();
    const actor: Actor = { type: 'user', id: newId() };
    const settings = sampleSettings({
      baseUrl: `https://127.0.0.1:${this.door.port}`,
      serverCa: this.portal.certificates.caPem,
      timeoutSeconds: 5,
      realTimeTimeoutSeconds: 5,
      ...parts,
    });
    const { id } = await this.get(SetUp).run({ tenant, actor, name: 'Kita-Planer', settings, active: true });
    return new TraegerScene(this, { tenant, connection: id, actor });
  }

  /** Ends this process alone. */
  leave(): Promise<void> {
    return this.app.close();
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.test.drop();
    await this.door.close();
    await this.portal.stop();
  }
}

async function startGateway(
  { url }: TestDatabase,
  door: Door,
  { pace = quick, logger, works = false }: Pick<SceneOptions, 'pace' | 'logger' | 'works'>,
): Promise<TestingModule> {
  const building = Test.createTestingModule({
    imports: [
      PlatformModule.with({
        databaseUrl: url,
        poolSize: 6,
        works,
        storages: [httpStorage, storage],
        vault: {},
        egress: { EGRESS_ALLOW: egressAllow(door) },
      }),
      KitaPlanerModule,
    ],
  })
    .overrideProvider(Pace)
    .useValue(pace);
  if (logger) building.setLogger(logger);
  const app = await building.compile();
  return app.init();
}

/** What the environment of a process must say, so that it may call through this door. */
const egressAllow = ({ port }: Door): string => `127.0.0.1:${port}=127.0.0.0/8`;

const portOf = ({ url }: KitaPlanerSimulator): number => Number(new URL(url).port);
