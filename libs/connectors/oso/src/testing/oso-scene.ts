import type { Actor } from '@gateway/audit';
import { PlatformModule, platformStorages } from '@gateway/connector';
import { Database, newId } from '@gateway/database';
import { httpStorage } from '@gateway/http';
import { Retrying } from '@gateway/retry';
import { TestDatabase } from '@gateway/testing';
import type { LoggerService, Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { ProfileName } from '../domain/profile';
import { OsoConfig } from '../oso.config';
import { OsoModule } from '../oso.module';
import type { OsoSettings } from '../oso.settings';
import { numbers, OsoSimulator, type SimulatorCertificates } from '../simulator';
import { storage } from '../storage';
import { SetUp } from '../use-cases/set-up';
import { StoreCertificate } from '../use-cases/store-certificate';
import { Customer } from './customer';
import { egressAllow } from './egress-allow';
import { sampleSettings } from './settings';

const PASSWORD = 'geheim123';

interface SceneOptions {
  readonly profile?: ProfileName;
  readonly certificates?: SimulatorCertificates;
  readonly logger?: LoggerService;
  /** How Notificaties are taken; nothing listens unless told. */
  readonly listener?: Partial<OsoConfig>;
}

/** A gateway without its edges on a database of its own, beside a running Traffic Center and school. */
export class OsoScene {
  /** Milliseconds the gateway wanted to wait between tries; no test waits for them. */
  readonly waits: number[] = [];
  /** Happens in place of each wait. */
  meanwhile: () => Promise<void> = () => Promise.resolve();
  private readonly p12 = new Map<string, Buffer>();

  private constructor(
    readonly test: TestDatabase,
    readonly simulator: OsoSimulator,
    private app: TestingModule | undefined,
  ) {}

  static async start({
    profile = 'oso2017',
    certificates,
    logger,
    listener = {},
  }: SceneOptions = {}): Promise<OsoScene> {
    const simulator = await OsoSimulator.start({ profile, ...(certificates ? { certificates } : {}) });
    const test = await TestDatabase.create(...platformStorages, httpStorage, storage);
    const scene = new OsoScene(test, simulator, undefined);
    const building = Test.createTestingModule({
      imports: [
        PlatformModule.with({
          ...{
            databaseUrl: test.url,
            poolSize: 12,
            works: false,
            vault: {},
            storages: [httpStorage, storage],
          },
          egress: { EGRESS_ALLOW: egressAllow(simulator) },
        }),
        OsoModule,
      ],
    })
      .overrideProvider(Retrying)
      .useValue(new Retrying({ now: () => Date.now(), random: () => 0.5, pause: (ms) => scene.wait(ms) }));
    building.overrideProvider(OsoConfig).useValue({ ...new OsoConfig(), ...listener });
    if (logger) building.setLogger(logger);
    scene.app = await (await building.compile()).init();
    return scene;
  }

  get<T>(Provider: Type<T>): T {
    if (!this.app) throw new Error('The scene has not begun');
    return this.app.get(Provider, { strict: false });
  }

  get database(): Database {
    return this.get(Database);
  }

  reset(): void {
    this.simulator.reset();
    this.waits.length = 0;
    this.meanwhile = () => Promise.resolve();
  }

  /** A tenant with a connection that works, with a certificate of supplier A. */
  async customer(parts: Partial<OsoSettings> = {}, supplier: string | null = numbers.A): Promise<Customer> {
    const tenant = await this.test.tenant();
    const actor: Actor = { type: 'user', id: newId() };
    const { simulator } = this;
    const settings = sampleSettings({
      trafficCenterUrl: simulator.url,
      serverCa: simulator.certificates.caPem,
      profile: simulator.profile.name,
      ...parts,
    });
    const { id: connection } = await this.get(SetUp).run({
      tenant,
      actor,
      name: 'OSO',
      settings,
      active: true,
    });
    if (supplier) {
      const file = this.certificateOf(supplier);
      await this.get(StoreCertificate).run({ tenant, actor, connection, file, password: PASSWORD });
    }
    return new Customer(this, { tenant, connection, actor });
  }

  async stop(): Promise<void> {
    await this.app?.close();
    await this.test.drop();
    await this.simulator.stop();
  }

  private certificateOf(supplier: string): Buffer {
    const file = this.p12.get(supplier) ?? this.simulator.certificates.supplierP12(supplier, PASSWORD);
    this.p12.set(supplier, file);
    return file;
  }

  private async wait(ms: number): Promise<void> {
    this.waits.push(ms);
    await this.meanwhile();
  }
}
