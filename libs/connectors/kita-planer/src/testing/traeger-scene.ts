import type { Actor } from '@gateway/audit';
import { ConnectionRun, Connections } from '@gateway/connector';
import { newId, type Tx } from '@gateway/database';
import { DeliveryLists, type ListedDelivery } from '@gateway/delivery';
import { ProtocolReader, type ProtocolCall, type ProtocolEntry } from '@gateway/protocol-log';
import type { SecretMeta } from '@gateway/vault';
import { plainToInstance } from 'class-transformer';
import type { CareRecord } from '../domain/care-record';
import { KitaPlanerSettings } from '../kita-planer.settings';
import type { ClientP12, ClientWishes } from '../simulator';
import { ActOnRecords, type ActedOn, type RecordAction } from '../use-cases/act-on-records';
import { settingsOf, type Context } from '../use-cases/context';
import { ExportRun, type Next } from '../use-cases/export-run';
import { Receive } from '../use-cases/receive';
import { SetUp } from '../use-cases/set-up';
import { StoreCredential, type StoredCredential } from '../use-cases/store-credential';
import type { ExportJob } from '../use-cases/take-run';
import { TakeOver, type TakenChild } from '../use-cases/take-over';
import type { Transferred } from '../use-cases/transfer-now';
import type { KitaScene } from './kita-scene';

const FILE_PASSWORD = 'geheim123';

/** What the simulator's sample Träger let the gateway in with. */
const passwords: Readonly<Record<string, string>> = { '4711': 'S3rv3r-PW', '4712': 'Zw31t3s-PW' };

interface Whose {
  readonly tenant: string;
  readonly connection: string;
  readonly actor: Actor;
}

interface StoredWith {
  readonly file: Pick<ClientP12, 'p12'>;
  readonly filePassword: string;
  readonly user: string;
  readonly password: string;
  readonly validFrom: Date;
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

  /** In a transaction of this tenant. */
  within<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.scene.database.tenant(this.tenant, work);
  }

  async context(trigger: Context['trigger'] = 'person'): Promise<Context> {
    const { tenant, connection, actor, scene } = this;
    const stored = await this.within((tx) => scene.get(Connections).get(tx, connection));
    return { tenant, connection, actor, trigger, settings: settingsOf(stored) };
  }

  async change(parts: Partial<KitaPlanerSettings>): Promise<void> {
    const { tenant, connection, actor, scene } = this;
    const { settings } = await this.context();
    const changed = Object.assign(plainToInstance(KitaPlanerSettings, {}), settings, parts);
    await scene.get(SetUp).run({ tenant, connection, actor, name: 'Kita-Planer', settings: changed });
  }

  /** Another connection of the same tenant, set up like this one. */
  async sibling(): Promise<TraegerScene> {
    const { tenant, actor, scene } = this;
    const { settings } = await this.context();
    const { id } = await scene.get(SetUp).run({ tenant, actor, name: 'Zweite', settings, active: true });
    const sibling = new TraegerScene(scene, { tenant, connection: id, actor });
    await sibling.storeCredential('central');
    return sibling;
  }

  /** A .p12 file as the Träger gets it. */
  async p12(wishes: ClientWishes = {}): Promise<ClientP12> {
    const { settings } = await this.context();
    return this.scene.portal.clientP12(`traeger-${settings.traeger}`, FILE_PASSWORD, wishes);
  }

  /** Uploads a .p12 file for the Träger of this connection. */
  async storeCredential(name: string, given: Partial<StoredWith> = {}): Promise<StoredCredential> {
    const { tenant, connection, actor, scene } = this;
    const { settings } = await this.context();
    const { file = await this.p12(), filePassword = FILE_PASSWORD, user = 'kita-gateway', validFrom } = given;
    return scene.get(StoreCredential).run({
      ...{ tenant, connection, actor, name, filePassword, user },
      file: file.p12,
      password: given.password ?? passwords[settings.traeger] ?? '',
      ...(validFrom ? { validFrom } : {}),
    });
  }

  credentials(): Promise<SecretMeta[]> {
    return this.scene.get(StoreCredential).list(this.tenant, this.connection);
  }

  /** A change event of the source: fills the buffer. */
  async takeOver(...cares: readonly CareRecord[]): Promise<TakenChild[]> {
    const context = await this.context();
    return this.within((tx) => this.scene.get(TakeOver).run(tx, cares, context, new Date()));
  }

  /** A change event at the API, under a key of its own unless one is given. */
  receive(care: CareRecord, key: string = newId()): Promise<Transferred & { readonly taken: TakenChild }> {
    const { tenant, connection, actor } = this;
    return this.scene
      .get(Receive)
      .one({ tenant, connection, actor, key, route: 'POST care-records', content: care, cares: [care] });
  }

  /** Runs an export to its end, pauses and all, as the queue would. */
  async exportNow(parts: Partial<ExportJob> = {}, scene = this.scene): Promise<Next> {
    const { tenant, connection, actor } = this;
    const job: ExportJob = { tenant, connection, actor, trigger: 'person', ...parts };
    for (;;) {
      const next = await scene.get(ExportRun).run(job, new AbortController().signal);
      if (next.next !== 'continue') return next;
    }
  }

  /** What a person decides about records, all of the buffer unless told otherwise. */
  async act(
    action: RecordAction,
    reason = 'In der Träger-Ansicht geprüft',
    ids?: string[],
  ): Promise<ActedOn> {
    const { tenant, actor } = this;
    const chosen = ids ?? (await this.buffer()).map(({ id }) => id);
    return this.scene.get(ActOnRecords).run({ tenant, actor, action, reason, ids: chosen });
  }

  /** Kita Planer Exportpuffer, in the order of acceptance. */
  buffer(): Promise<readonly ListedDelivery[]> {
    return this.list('open');
  }

  archive(): Promise<readonly ListedDelivery[]> {
    return this.list('archived');
  }

  /** Everything ever taken over, by lane and in the order of acceptance: where it is now, in one word each. */
  async states(): Promise<Record<string, string[]>> {
    const all = [...(await this.archive()), ...(await this.buffer())].sort((one, other) =>
      one.id < other.id ? -1 : 1,
    );
    const states: Record<string, string[]> = {};
    for (const { lane, state, archiveReason } of all) (states[lane] ??= []).push(archiveReason ?? state);
    return states;
  }

  calls(): Promise<ProtocolCall[]> {
    return this.read((reader, tx) => reader.calls(tx, { connection: this.connection }, { limit: 200 }));
  }

  entries(): Promise<ProtocolEntry[]> {
    return this.read((reader, tx) => reader.entries(tx, { connection: this.connection }, { limit: 500 }));
  }

  /** Nacharbeit im Kita-Planer. */
  followUps(): Promise<ProtocolCall[]> {
    return this.read((reader, tx) =>
      reader.calls(tx, { connection: this.connection, followUp: 'open' }, { limit: 200 }),
    );
  }

  runs(): Promise<ConnectionRun[]> {
    return this.within((tx) =>
      tx.find(ConnectionRun, { where: { connectionId: this.connection }, order: { id: 'asc' } }),
    );
  }

  /** Audit entries about these objects, oldest first. */
  async audit(...objects: readonly string[]): Promise<{ action: string; actor: object; object: object }[]> {
    const rows = await this.scene.test.admin<{ body: string }>(
      `select body from audit_entry
       where body::jsonb #>> '{object,id}' = any($1::text[]) or body::jsonb #> '{object,ids}' ?| $1::text[]
       order by stored_at, seq`,
      [objects],
    );
    return rows.map(({ body }) => JSON.parse(body) as { action: string; actor: object; object: object });
  }

  /** Lets every claim and every run of this connection expire, as if five minutes had passed. */
  async expireLeases(): Promise<void> {
    const past = `now() - interval '1 second'`;
    await this.scene.test.admin(
      `update delivery set lease_until = ${past} where connection_id = $1 and lease_until is not null`,
      [this.connection],
    );
    await this.scene.test.admin(
      `update connection_run set lease_until = ${past} where connection_id = $1 and state = 'running'`,
      [this.connection],
    );
  }

  private async list(which: 'open' | 'archived'): Promise<readonly ListedDelivery[]> {
    const lists = this.scene.get(DeliveryLists);
    const page = await this.within((tx) =>
      lists[which](tx, { connectionId: this.connection }, { after: null, limit: 1_000 }),
    );
    return [...page.items].reverse();
  }

  private read<T>(ask: (reader: ProtocolReader, tx: Tx) => Promise<T[]>): Promise<T[]> {
    return this.within(async (tx) => (await ask(this.scene.get(ProtocolReader), tx)).reverse());
  }
}
