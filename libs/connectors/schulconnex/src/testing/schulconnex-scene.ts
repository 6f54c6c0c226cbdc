import type { Actor } from '@gateway/audit';
import { PlatformModule, platformStorages } from '@gateway/connector';
import { Database, newId } from '@gateway/database';
import { httpStorage } from '@gateway/http';
import { Retrying } from '@gateway/retry';
import { TestDatabase } from '@gateway/testing';
import type { LoggerService, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { SchulconnexModule } from '../schulconnex.module';
import type { SchulconnexSettings } from '../schulconnex.settings';
import { SchulconnexSimulator, type SimulatorOptions } from '../simulator';
import { storage } from '../storage';
import { SetUp } from '../use-cases/set-up';
import { StoreCredential } from '../use-cases/store-credential';
import { School } from './school';
import { sampleSettings } from './settings';

interface SceneOptions {
  readonly simulator?: SimulatorOptions;
  readonly logger?: LoggerService;
  /** Whether it takes jobs from the queue; tests run use cases themselves otherwise. */
  readonly works?: boolean;
}

/** A gateway without its edges on a database of its own, beside a running Schulconnex service. */
export class SchulconnexScene {
  /** Milliseconds the gateway wanted to wait between tries; no test waits for them. */
  readonly waits: number[] = [];

  private constructor(
    readonly test: TestDatabase,
    readonly simulator: SchulconnexSimulator,
    private app: TestingModule | undefined,
  ) {}

  static async start(options: SceneOptions = {}): Promise<SchulconnexScene> {
    const simulator = await SchulconnexSimulator.start(options.simulator);
    const test = await TestDatabase.create(...platformStorages, httpStorage, storage);
    return begin(new SchulconnexScene(test, simulator, undefined), options);
  }

  /** Another process of the same gateway; it knows nothing but what is in the database. */
  static beside({ test, simulator }: SchulconnexScene): Promise<SchulconnexScene> {
    return begin(new SchulconnexScene(test, simulator, undefined), {});
  }

  get<T>(Provider: Type<T>): T {
    if (!this.app) throw new Error('The scene has not begun');
    return this.app.get(Provider, { strict: false });
  }

  get database(): Database {
    return this.get(Database);
  }

  /** A tenant with a connection that works, switched on, with credentials the simulator knows. */
  async school(parts: Partial<SchulconnexSettings> = {}): Promise<School> {
    const school = await this.schoolWithoutCredentials(parts);
    const [registered] = this.simulator.clients;
    if (!registered) throw new Error('The simulator knows no source system');
    const { clientSecret, password } = registered;
    await this.get(StoreCredential).run(school.ids, { clientSecret, password });
    return school;
  }

  async schoolWithoutCredentials(parts: Partial<SchulconnexSettings> = {}): Promise<School> {
    const { simulator } = this;
    const tenant = await this.test.tenant();
    const actor: Actor = { type: 'user', id: newId() };
    const settings = sampleSettings({
      ...{ baseUrl: simulator.url, tokenUrl: simulator.tokenUrl, serverCa: simulator.caPem },
      ...parts,
    });
    const { id } = await this.get(SetUp).run({ tenant, actor, name: 'Schulconnex', settings, active: true });
    return new School(this, { tenant, connection: id, actor });
  }

  reset(): void {
    this.simulator.reset();
    this.waits.length = 0;
  }

  /** Ends this process alone. */
  async leave(): Promise<void> {
    await this.app?.close();
  }

  async stop(): Promise<void> {
    await this.leave();
    await this.test.drop();
    await this.simulator.stop();
  }

  /** @internal */
  begun(app: TestingModule): this {
    this.app = app;
    return this;
  }
}

async function begin(
  scene: SchulconnexScene,
  { logger, works = false }: SceneOptions,
): Promise<SchulconnexScene> {
  const building = Test.createTestingModule({
    imports: [
      PlatformModule.with({
        ...{ databaseUrl: scene.test.url, poolSize: 8, works, vault: {} },
        storages: [httpStorage, storage],
        egress: { EGRESS_ALLOW: `127.0.0.1:${scene.simulator.port}=127.0.0.0/8` },
      }),
      SchulconnexModule,
    ],
  })
    .overrideProvider(Retrying)
    .useValue(
      new Retrying({
        now: () => Date.now(),
        random: () => 0.5,
        pause: (ms) => {
          scene.waits.push(ms);
          return Promise.resolve();
        },
      }),
    );
  if (logger) building.setLogger(logger);
  return scene.begun(await (await building.compile()).init());
}
