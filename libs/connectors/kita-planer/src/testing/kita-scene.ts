import type { Actor } from '@gateway/audit';
import { ConnectionRun, Connections, PlatformModule, platformStorages } from '@gateway/connector';
import { Database, newId } from '@gateway/database';
import { DeliveryLists, type ListedDelivery } from '@gateway/delivery';
import { ProtocolReader, type ProtocolCall, type ProtocolEntry } from '@gateway/protocol-log';
import { TestDatabase } from '@gateway/testing';
import type { Type } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { CareRecord } from '../domain/care-record';
import { KitaPlanerModule } from '../kita-planer.module';
import type { KitaPlanerSettings } from '../kita-planer.settings';
import { KitaPlanerSimulator, type ClientP12, type SimulatorOptions } from '../simulator';
import { storage } from '../storage';
import { settingsOf, type Context } from '../use-cases/context';
import { ExportRun, type ExportJob, type Next } from '../use-cases/export-run';
import { Pace } from '../use-cases/pace';
import { SetUp } from '../use-cases/set-up';
import { StoreCredential } from '../use-cases/store-credential';
import { TakeOver, type TakenChild } from '../use-cases/take-over';
import { TransferNow, type Transferred } from '../use-cases/transfer-now';
import { sampleSettings } from './settings';

const FILE_PASSWORD = 'geheim123';

/** What the simulator's sample Träger let the gateway in with. */
const passwords: Readonly<Record<string, string>> = { '4711': 'S3rv3r-PW', '4712': 'Zw31t3s-PW' };

const usual = new Pace();
const quick: Pace = {
  ...usual,
  calls: { ...usual.calls, schedule: { kind: 'fixed', waitsMs: [1], spread: 0 } },
  sliceMs: 60_000,
};

/**
 * A gateway without its edges on a database of its own, beside a running Kita-Planer simulator: what the
 * acceptance cases start from.
 */
export class KitaScene {
  private constructor(
    readonly test: TestDatabase,
    readonly portal: KitaPlanerSimulator,
    private readonly app: TestingModule,
  ) {}

  static async start(options: SimulatorOptions = {}, pace: Pace = quick): Promise<KitaScene> {
    const portal = await KitaPlanerSimulator.start(options);
    const test = await TestDatabase.create(...platformStorages, storage);
    const app = await Test.createTestingModule({
      imports: [
        PlatformModule.with({
          databaseUrl: test.url,
          poolSize: 6,
          works: false,
          storages: [storage],
          vault: {},
          egress: { EGRESS_ALLOW: `${portal.url.slice('https://'.length)}=127.0.0.0/8` },
        }),
        KitaPlanerModule,
      ],
    })
      .overrideProvider(Pace)
      .useValue(pace)
      .compile();
    return new KitaScene(test, portal, await app.init());
  }

  get<T>(Provider: Type<T>): T {
    return this.app.get(Provider, { strict: false });
  }

  get database(): Database {
    return this.get(Database);
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
      baseUrl: this.portal.url,
      serverCa: this.portal.certificates.caPem,
      timeoutSeconds: 5,
      realTimeTimeoutSeconds: 5,
      ...parts,
    });
    const { id } = await this.get(SetUp).run({ tenant, actor, name: 'Kita-Planer', settings });
    return new TraegerScene(this, { tenant, connection: id, actor });
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.test.drop();
    await this.portal.stop();
  }
}

interface Whose {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

/** One Träger of a scene, and the things its administrators do and see. */
export class TraegerScene {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;

  constructor(
    readonly scene: KitaScene,
    whose: Whose,
  ) {
    ({ tenant: this.tenant, connection: this.connection, actor: this.actor } = whose);
  }

  async context(trigger: Context['trigger'] = 'person'): Promise<Context> {
    const { tenant, connection, actor, scene } = this;
    const stored = await scene.database.tenant(tenant, (tx) => scene.get(Connections).get(tx, connection));
    return { tenant, connection, actor, trigger, settings: settingsOf(stored) };
  }

  async change(parts: Partial<KitaPlanerSettings>): Promise<void> {
    const { tenant, connection, actor, scene } = this;
    const { settings } = await this.context();
    await scene
      .get(SetUp)
      .run({ tenant, connection, actor, name: 'Kita-Planer', settings: { ...settings, ...parts } });
  }

  /** Uploads a .p12 file for the Träger of this connection. */
  async storeCredential(
    name: string,
    { file, filePassword = FILE_PASSWORD, password, user = 'kita-gateway' }: Partial<StoredWith> = {},
  ): Promise<ClientP12> {
    const { tenant, connection, actor, scene } = this;
    const { settings } = await this.context();
    const p12 = file ?? scene.portal.clientP12(`traeger-${settings.traeger}`, FILE_PASSWORD);
    await scene.get(StoreCredential).run({
      ...{ tenant, connection, actor, name, filePassword, user },
      file: p12.p12,
      password: password ?? passwords[settings.traeger] ?? '',
    });
    return p12;
  }

  /** A change event of the source: fills the buffer. */
  async takeOver(...cares: readonly CareRecord[]): Promise<TakenChild[]> {
    const context = await this.context();
    return this.scene.database.tenant(this.tenant, (tx) =>
      this.scene.get(TakeOver).run(tx, cares, context, new Date()),
    );
  }

  /** A change event while Echtzeitübertragung is on. */
  async changedNow(care: CareRecord): Promise<Transferred> {
    const context = await this.context('real-time');
    const transfer = this.scene.get(TransferNow);
    const prepared = await this.scene.database.tenant(this.tenant, async (tx) => {
      const [taken] = await this.scene.get(TakeOver).run(tx, [care], context, new Date());
      if (!taken) throw new Error('Nothing was taken over');
      return transfer.prepare(tx, context, taken);
    });
    return 'waits' in prepared ? prepared.waits : transfer.send(prepared.call, context);
  }

  /** Runs an export to its end, pauses and all, as the queue would. */
  async exportNow(parts: Partial<ExportJob> = {}): Promise<Next> {
    const { tenant, connection, actor, scene } = this;
    const job: ExportJob = { tenant, connection, actor, trigger: 'person', ...parts };
    for (;;) {
      const next = await scene.get(ExportRun).run(job, new AbortController().signal);
      if (next.next !== 'continue') return next;
    }
  }

  /** Kita Planer Exportpuffer, in the order of acceptance. */
  buffer(): Promise<readonly ListedDelivery[]> {
    return this.list('open');
  }

  archive(): Promise<readonly ListedDelivery[]> {
    return this.list('archived');
  }

  calls(): Promise<ProtocolCall[]> {
    return this.read((reader, tx) => reader.calls(tx, { connection: this.connection }, { limit: 200 }));
  }

  entries(): Promise<ProtocolEntry[]> {
    return this.read((reader, tx) => reader.entries(tx, { connection: this.connection }, { limit: 200 }));
  }

  followUps(): Promise<ProtocolCall[]> {
    return this.read((reader, tx) =>
      reader.calls(tx, { connection: this.connection, followUp: 'open' }, { limit: 200 }),
    );
  }

  runs(): Promise<ConnectionRun[]> {
    return this.scene.database.tenant(this.tenant, (tx) =>
      tx.find(ConnectionRun, { where: { connectionId: this.connection }, order: { id: 'asc' } }),
    );
  }

  private async list(which: 'open' | 'archived'): Promise<readonly ListedDelivery[]> {
    const lists = this.scene.get(DeliveryLists);
    const page = await this.scene.database.tenant(this.tenant, (tx) =>
      lists[which](tx, { connectionId: this.connection }, { after: null, limit: 1_000 }),
    );
    return [...page.items].reverse();
  }

  private read<T>(
    ask: (reader: ProtocolReader, tx: Parameters<ProtocolReader['call']>[0]) => Promise<T[]>,
  ): Promise<T[]> {
    return this.scene.database.tenant(this.tenant, async (tx) =>
      (await ask(this.scene.get(ProtocolReader), tx)).reverse(),
    );
  }
}

interface StoredWith {
  readonly file: ClientP12;
  readonly filePassword: string;
  readonly user: string;
  readonly password: string;
}
